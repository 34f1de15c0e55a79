import Brink
import HandlerRuntime
import Invocations
import NodeRuntime
import Subprocess
import SystemPackage

/// The cost of one more instance: the time to its first result, and its memory while idle.
enum InstanceFigures {
    private static let small = Twins(
        node: "exports.handler = async (event) => event.Records[0].cf.request",
        python: "def handler(event, context): return event['Records'][0]['cf']['request']"
    )

    static func measure(_ report: inout Report) async throws {
        try await measureStart(.node, "/usr/bin/node", ["-e", "0"], limit: 0.1, &report)
        try await measureStart(.python, "/usr/bin/python3", ["-c", "0"], limit: 0.2, &report)
        try await measureMemory(.node, limit: 5, &report)
        try await measureMemory(.python, limit: 1, &report)
        try await PairFigures.measure(&report)
    }

    /// Starts an instance and a process in turn, and compares the time of each pair.
    private static func measureStart(
        _ language: RuntimeIdentifier.Language,
        _ program: String,
        _ arguments: Arguments,
        limit: Double,
        _ report: inout Report
    ) async throws {
        let bench = try Workbench(spares: .upTo(1))
        let first = try await bench.load(small, language)
        _ = try await bench.host.invoke(first, with: bench.event)
        var ratios: [Double] = []
        for _ in 1...30 {
            await EmbeddedNode.shared.spares.settled()
            let begin = ContinuousClock.now
            let function = try await bench.load(small, language)
            let outcome = try await bench.host.invoke(function, with: bench.event)
            let own = ContinuousClock.now - begin
            guard outcome.result != nil else { throw BenchError("no result: \(outcome)") }
            try await bench.host.remove(function)
            // The next spare must not slow the process down.
            await EmbeddedNode.shared.spares.settled()
            ratios.append(own / (try await duration(of: program, arguments)))
        }
        await bench.host.shutdown()
        let spare = language == .node ? ", with a spare" : ""
        report.add(
            Figure(
                "instances.\(language).start",
                "new \(language) instance to first result\(spare)",
                ratioTo: "\(program.split(separator: "/").last ?? "") \(language == .node ? "-e" : "-c") 0",
                ratios.dropFirst(2),
                target: .median(atMost: limit)
            )
        )
    }

    private static func duration(of program: String, _ arguments: Arguments) async throws -> Duration {
        let begin = ContinuousClock.now
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: arguments,
            output: .discarded
        )
        let took = ContinuousClock.now - begin
        guard result.terminationStatus.isSuccess else { throw BenchError("\(program) failed") }
        return took
    }

    /// Starts functions without spares, and measures the growth of the process per function.
    private static func measureMemory(
        _ language: RuntimeIdentifier.Language,
        limit: Double,
        _ report: inout Report
    ) async throws {
        let bench = try Workbench()
        await EmbeddedNode.shared.spares.settled()
        for _ in 1...3 { try await addFunction(language, to: bench) }
        var growth: [Double] = []
        for _ in 1...5 {
            let before = ProcessMemory.resident
            for _ in 1...20 { try await addFunction(language, to: bench) }
            growth.append(Double(ProcessMemory.resident - before) / 20 / 1_048_576)
        }
        await bench.host.shutdown()
        report.add(
            Figure(
                "instances.\(language).memory",
                "one more idle \(language) function",
                unit: "MB",
                growth,
                target: .median(atMost: limit)
            )
        )
    }

    private static func addFunction(
        _ language: RuntimeIdentifier.Language,
        to bench: Workbench
    ) async throws {
        let function = try await bench.load(small, language)
        _ = try await bench.host.invoke(function, with: bench.event)
    }
}

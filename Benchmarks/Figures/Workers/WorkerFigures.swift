import Brink
import FoundationEssentials
import Glibc
import HandlerRuntime

/// What it costs to have a process of its own for each instance.
enum WorkerFigures {
    /// Tells which process it runs in.
    private static let teller = Twins(
        node: "exports.handler = async () => ({ process: process.pid })",
        python: "import os\ndef handler(event, context): return {'process': os.getpid()}"
    )

    private struct Told: Decodable {
        let process: Int32
    }

    static func measure(_ report: inout Report) async throws {
        for language in RuntimeIdentifier.Language.allCases {
            try await measureRoundTrips(language, &report)
        }
        for language in RuntimeIdentifier.Language.allCases {
            try await measureReplacement(language, &report)
        }
        try await PairFigures.measureWorkers(&report)
    }

    /// Invokes the same handler in process and in a worker in turn, a thousand times each.
    private static func measureRoundTrips(
        _ language: RuntimeIdentifier.Language,
        _ report: inout Report
    ) async throws {
        let bench = try Workbench()
        let inProcess = try await bench.load(WarmFigures.handler, language)
        let inWorker = try await bench.load(WarmFigures.handler, language, in: .worker)
        var extra: [Double] = []
        for _ in 1...30 {
            let own = try await microseconds(of: inProcess, bench)
            let across = try await microseconds(of: inWorker, bench)
            extra.append(across.median - own.median)
        }
        await bench.host.shutdown()
        report.add(
            Figure(
                "workers.\(language).awaited",
                "\(language), a warm invocation in a worker: more than in process at p50",
                unit: "µs",
                extra.dropFirst(3),
                target: Target("median at most 60") { $0.median <= 60 }
            )
        )
    }

    private static func microseconds(of function: String, _ bench: Workbench) async throws -> Measurements {
        var times: [Double] = []
        for _ in 1...1000 {
            let begin = ContinuousClock.now
            let outcome = try await bench.host.invoke(function, with: bench.event)
            times.append((ContinuousClock.now - begin) / .microseconds(1))
            guard outcome.kind == .accepted else { throw BenchError("no result: \(outcome)") }
        }
        return Measurements(times)
    }

    /// Kills a worker that has nothing to do while a spare is ready, and measures the time to the next good answer.
    private static func measureReplacement(
        _ language: RuntimeIdentifier.Language,
        _ report: inout Report
    ) async throws {
        let bench = try Workbench(spares: .upTo(1))
        let function = try await bench.load(teller, language, in: .worker)
        var worker = try await process(of: function, bench)
        var times: [Double] = []
        for _ in 1...30 {
            await Runtimes.workersSettled()
            try await Task.sleep(for: .milliseconds(100))
            kill(worker, SIGKILL)
            let begin = ContinuousClock.now
            worker = try await process(of: function, bench)
            times.append((ContinuousClock.now - begin) / .milliseconds(1))
        }
        await bench.host.shutdown()
        report.add(
            Figure(
                "workers.\(language).replacement",
                "\(language), from the kill of a worker to the next good answer, with a spare",
                unit: "ms",
                times.dropFirst(2),
                target: Target("median at most 15") { $0.median <= 15 }
            )
        )
    }

    /// Invokes until there is a good answer, which names its process.
    private static func process(of function: String, _ bench: Workbench) async throws -> Int32 {
        for _ in 1...100 {
            let outcome = try await bench.host.invoke(function, with: bench.event)
            if outcome.kind == .accepted, let result = outcome.result {
                return try JSONDecoder().decode(Told.self, from: Data(result)).process
            }
        }
        throw BenchError("a killed worker was not replaced")
    }
}

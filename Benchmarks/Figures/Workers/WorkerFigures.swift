import Brink
import FoundationEssentials
import Glibc
import Invocations

/// The cost of a process per instance.
enum WorkerFigures {
    /// Returns the ID of its process.
    private static let processHandler = Twins(
        node: "exports.handler = async () => ({ process: process.pid })",
        python: "import os\ndef handler(event, context): return {'process': os.getpid()}"
    )

    private struct ProcessResult: Decodable {
        let process: Int32
    }

    static func measure(_ report: inout Report) async throws {
        for language in RuntimeIdentifier.Language.allCases {
            report.add(
                Figure(
                    "workers.\(language).awaited",
                    "\(language), a warm invocation in a worker: more than in process at p50",
                    unit: "µs",
                    try await measureRoundTrips(language),
                    target: .median(atMost: 60)
                )
            )
        }
        for language in RuntimeIdentifier.Language.allCases {
            report.add(
                Figure(
                    "workers.\(language).replacement",
                    "\(language), from the kill of a worker to the next result, with a spare",
                    unit: "ms",
                    try await measureReplacement(language),
                    target: .median(atMost: 15)
                )
            )
        }
        try await PairFigures.measureWorkers(&report)
    }

    /// Invokes the same handler in process and in a worker in turn, a thousand times each, and returns the differences.
    private static func measureRoundTrips(_ language: RuntimeIdentifier.Language) async throws -> [Double] {
        let bench = try Workbench()
        let inProcess = try await bench.load(WarmFigures.handler, language)
        let inWorker = try await bench.load(WarmFigures.handler, language, in: .worker)
        var extra: [Double] = []
        for _ in 1...30 {
            let own = try await latencies(of: inProcess, bench)
            let across = try await latencies(of: inWorker, bench)
            extra.append(across.median - own.median)
        }
        await bench.host.shutdown()
        return Array(extra.dropFirst(3))
    }

    private static func latencies(
        of function: FunctionAddress,
        _ bench: Workbench
    ) async throws -> LatencyHistogram {
        var times = LatencyHistogram()
        for _ in 1...1000 {
            let begin = ContinuousClock.now
            let outcome = try await bench.host.invoke(function, with: bench.event)
            times.record(ContinuousClock.now - begin)
            guard outcome.kind == .accepted else { throw BenchError("no result: \(outcome)") }
        }
        return times
    }

    /// Kills an idle worker while a spare is ready, and returns the times to the next result.
    private static func measureReplacement(_ language: RuntimeIdentifier.Language) async throws -> [Double] {
        let bench = try Workbench(spares: .upTo(1))
        let function = try await bench.load(processHandler, language, in: .worker)
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
        return Array(times.dropFirst(2))
    }

    /// Invokes until there is a result, which names its process.
    private static func process(of function: FunctionAddress, _ bench: Workbench) async throws -> Int32 {
        for _ in 1...100 {
            let outcome = try await bench.host.invoke(function, with: bench.event)
            if outcome.kind == .accepted, let result = outcome.result {
                return try JSONDecoder().decode(ProcessResult.self, from: Data(result)).process
            }
        }
        throw BenchError("a killed worker was not replaced")
    }
}

import Brink
import Invocations

/// The throughput of two busy functions on two cores, compared with each alone.
enum PairFigures {
    private static let busy = Twins(
        node: """
            exports.handler = async () => {
                let sum = 0
                for (let i = 0; i < 2000000; i++) sum = (sum * 31 + i) % 65521
                return { sum }
            }
            """,
        python: """
            def handler(event, context):
                total = 0
                for i in range(30000): total = (total * 31 + i) % 65521
                return {'sum': total}
            """
    )

    static func measure(_ report: inout Report) async throws {
        try await measure(.node, .node, &report)
        try await measure(.node, .python, &report)
    }

    /// Measures two functions of one language in workers.
    static func measureWorkers(_ report: inout Report) async throws {
        for language in RuntimeIdentifier.Language.allCases {
            try await measure(language, language, in: .worker, &report)
        }
    }

    /// Runs two functions alone and then together, for the same time, so that both are always busy.
    private static func measure(
        _ one: RuntimeIdentifier.Language,
        _ other: RuntimeIdentifier.Language,
        in isolation: Isolation = .inProcess,
        _ report: inout Report
    ) async throws {
        let bench = try Workbench()
        let first = try await bench.load(busy, one, in: isolation)
        let second = try await bench.load(busy, other, in: isolation)
        var ratios: [Double] = []
        for _ in 1...17 {
            let (firstAlone, secondAlone) = (
                try await rate(of: first, bench), try await rate(of: second, bench)
            )
            async let firstBeside = rate(of: first, bench)
            async let secondBeside = rate(of: second, bench)
            ratios.append(try await firstBeside / firstAlone + secondBeside / secondAlone)
        }
        await bench.host.shutdown()
        report.add(
            Figure(
                "\(isolation == .worker ? "workers" : "instances").\(one).\(other).together",
                "throughput of \(one) and \(other)\(isolation == .worker ? " in workers" : "") on two cores together",
                ratioTo: "one alone",
                ratios.dropFirst(2),
                better: .higherIsBetter,
                target: .median(atLeast: 1.8)
            )
        )
    }

    /// Invokes a function in small batches, and returns its invocations per second.
    private static func rate(of function: FunctionAddress, _ bench: Workbench) async throws -> Double {
        let events = [InvocationEvent](repeating: bench.event, count: 5)
        let begin = ContinuousClock.now
        var count = 0.0
        while ContinuousClock.now - begin < .milliseconds(250) {
            _ = try await bench.host.invoke(function, withEach: events)
            count += Double(events.count)
        }
        return count / ((ContinuousClock.now - begin) / .seconds(1))
    }
}

import Brink
import HandlerRuntime

/// What two functions get done together that keep two cores busy, beside what each does alone.
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

    /// Runs two batches alone and then together, in turn.
    ///
    /// The throughput of both is what they take one after the other, by what they take side by side.
    private static func measure(
        _ one: RuntimeIdentifier.Language,
        _ other: RuntimeIdentifier.Language,
        _ report: inout Report
    ) async throws {
        let bench = try Workbench()
        let first = try await bench.load(busy, one)
        let second = try await bench.load(busy, other)
        let events = [InvocationEvent](repeating: bench.event, count: 50)
        var ratios: [Double] = []
        for _ in 1...17 {
            let firstAlone = try await duration(of: { _ = try await bench.host.invoke(first, withEach: events) })
            let secondAlone = try await duration(of: { _ = try await bench.host.invoke(second, withEach: events) })
            async let firstBeside = duration(of: { _ = try await bench.host.invoke(first, withEach: events) })
            async let secondBeside = duration(of: { _ = try await bench.host.invoke(second, withEach: events) })
            ratios.append(try await firstAlone / firstBeside + secondAlone / secondBeside)
        }
        await bench.host.shutdown()
        report.add(
            Figure(
                "instances.\(one).\(other).together",
                "throughput of \(one) and \(other) on two cores together",
                ratioTo: "one alone",
                ratios.dropFirst(2),
                better: .higherIsBetter,
                target: Target("median at least 1.8") { $0.median >= 1.8 }
            )
        )
    }

    private static func duration(of body: () async throws -> Void) async throws -> Duration {
        let begin = ContinuousClock.now
        try await body()
        return ContinuousClock.now - begin
    }
}

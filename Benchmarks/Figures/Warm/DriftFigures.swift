import Brink
import Invariants
import Invocations

/// The drift of latency and memory over a million invocations.
enum DriftFigures {
    private static let total = 1_000_000
    private static let step = 10_000
    /// The number of invocations after which memory should be stable.
    private static let settled = 50_000

    static func measure(_ report: inout Report) async throws {
        let events = try (0..<step).map(WarmFigures.smallEvent)
        for language in RuntimeIdentifier.Language.allCases {
            let host = HandlerHost()
            let function = try await host.load(FunctionDefinition(WarmFigures.source(language)))
            // Warm up: compiling code and filling caches is not drift.
            for event in events { _ = try await host.invoke(function, with: event) }

            var points: [(invocations: Int, medianMicroseconds: Double, residentBytes: Int)] = []
            var paces: [Double] = []
            for round in 1...(total / step) {
                var times = LatencyHistogram()
                for event in events {
                    let begin = ContinuousClock.now
                    _ = try await host.invoke(function, with: event)
                    times.record(ContinuousClock.now - begin)
                }
                paces.append(pace())
                points.append((round * step, times.median, ProcessMemory.resident))
            }
            await host.shutdown()
            add(points, slower: paces[paces.count - 1] / paces[0], language, &report)
        }
    }

    /// Measures the time of constant work, in microseconds: a shared machine varies in speed.
    private static func pace() -> Double {
        Measurements(
            (0..<50).map { _ in
                let begin = ContinuousClock.now
                var state: UInt64 = 1
                for _ in 0..<100_000 { state = (state ^ (state >> 29)) &* 0x9E37_79B9_7F4A_7C15 }
                invariant(state != 0, "the mixing function maps only 0 to 0")
                return (ContinuousClock.now - begin) / .microseconds(1)
            }
        ).median
    }

    private static func add(
        _ points: [(invocations: Int, medianMicroseconds: Double, residentBytes: Int)],
        slower: Double,
        _ language: RuntimeIdentifier.Language,
        _ report: inout Report
    ) {
        report.addDrift(series: language == .node ? "Node" : "Python", points)
        report.add(
            Figure(
                "drift.\(language).time",
                "\(language), p50 of the last 10,000 of a million",
                ratioTo: "that of the first",
                [points[points.count - 1].medianMicroseconds / points[0].medianMicroseconds / slower],
                target: .all(atMost: 1.05)
            )
        )
        let base = points.first { $0.invocations >= settled }?.residentBytes ?? 1
        let growth = points.filter { $0.invocations > settled }.map {
            Double($0.residentBytes) / Double(base) - 1
        }
        report.add(
            Figure(
                "drift.\(language).memory",
                "\(language), memory grown since the first 50,000 of a million",
                unit: "%",
                growth.map { $0 * 100 },
                target: .all(atMost: 2)
            )
        )
    }
}

import Glibc

/// Draws how long invocations took, percentile by percentile.
struct LatencyChart {
    let latencies: [Report.Latencies]

    /// How many places a curve has for each nine.
    private static let stepsPerNine = 50
    private static let mostNines = 4

    func draw(at y: Double, on svg: inout SVGWriter) {
        let frame = Frame(at: y)
        let (horizontal, percentiles) = Scale.percentiles(from: frame.left, to: frame.right)
        let curves = latencies.map { Self.curve($0.microseconds) }
        let times = curves.flatMap { $0.map(\.microseconds) }
        guard let shortest = times.min(), let longest = times.max() else { return }
        let vertical = Scale.logarithmic(covering: shortest...longest, from: frame.bottom, to: frame.top)

        frame.drawTitle(
            "Latency of an invocation",
            "So many percent of all invocations took no longer than this.",
            on: &svg
        )
        frame.drawVerticalAxis(vertical, title: "µs", on: &svg)
        let labels = percentiles.map { "\($0.tickText) %" }
        frame.drawHorizontalAxis(horizontal, labels: labels, title: "percentile", on: &svg)

        var palette = Palette()
        for (index, (series, curve)) in zip(latencies, curves).enumerated() {
            let stroke = palette.stroke(for: series.series)
            svg.line(
                curve.map { (horizontal.place(of: $0.nines), vertical.place(of: $0.microseconds)) },
                stroke
            )
            let half = series.microseconds.percentile(50).legendText
            let most = series.microseconds.percentile(99).legendText
            frame.drawLegend(index, series.series, "p50 \(half) µs, p99 \(most) µs", stroke, on: &svg)
        }
    }

    /// The curve, as far as there are measurements beyond it.
    private static func curve(_ times: Measurements) -> [(nines: Double, microseconds: Double)] {
        (0...mostNines * stepsPerNine).compactMap { step in
            let nines = Double(step) / Double(stepsPerNine)
            let share = pow(10, -nines)
            guard share * Double(times.count) >= 1 - 1e-9 else { return nil }
            return (nines, times.percentile(100 * (1 - share)))
        }
    }
}

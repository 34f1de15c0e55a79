import Glibc

/// Draws latencies by percentile.
struct LatencyChart {
    let latencies: [Report.Latencies]

    /// The number of points of a curve per nine.
    private static let stepsPerNine = 50
    private static let mostNines = 4

    func draw(at y: Double, on svg: inout SVGWriter) {
        let area = PlotArea(at: y)
        let (horizontal, percentiles) = Scale.percentiles(from: area.left, to: area.right)
        let curves = latencies.map { Self.curve($0.histogram) }
        let times = curves.flatMap { $0.map(\.microseconds) }
        guard let shortest = times.min(), let longest = times.max() else { return }
        let vertical = Scale.logarithmic(covering: shortest...longest, from: area.bottom, to: area.top)

        area.drawTitle(
            "Latency per invocation",
            "The latency that this percentage of all invocations does not exceed.",
            on: &svg
        )
        area.drawVerticalAxis(vertical, title: "µs", on: &svg)
        let labels = percentiles.map { "\($0.tickText) %" }
        area.drawHorizontalAxis(horizontal, labels: labels, title: "percentile", on: &svg)

        var palette = Palette()
        for (index, (series, curve)) in zip(latencies, curves).enumerated() {
            let stroke = palette.stroke(for: series.series)
            svg.line(
                curve.map { (horizontal.position(of: $0.nines), vertical.position(of: $0.microseconds)) },
                stroke
            )
            let half = series.histogram.median.legendText
            let most = series.histogram.percentile(99).legendText
            area.drawLegend(index, series.series, "p50 \(half) µs, p99 \(most) µs", stroke, on: &svg)
        }
    }

    /// Returns the points of a curve, as far as there are measurements beyond them.
    private static func curve(_ latencies: LatencyHistogram) -> [(nines: Double, microseconds: Double)] {
        (0...mostNines * stepsPerNine).compactMap { step in
            let nines = Double(step) / Double(stepsPerNine)
            let share = pow(10, -nines)
            guard share * Double(latencies.count) >= 1 - 1e-9 else { return nil }
            return (nines, latencies.percentile(100 * (1 - share)))
        }
    }
}

/// Draws the course of latency and memory over many invocations.
struct DriftChart {
    let drifts: [Report.Drift]

    func draw(at y: Double, on svg: inout SVGWriter) {
        let area = PlotArea(at: y)
        let points = drifts.flatMap(\.points)
        guard let last = points.map(\.invocations).max(),
            let slowest = points.map(\.medianMicroseconds).max(),
            let largest = points.map(\.residentBytes).max()
        else { return }
        let horizontal = Scale.linear(upTo: Double(last), from: area.left, to: area.right)
        let times = Scale.linear(upTo: slowest, from: area.bottom, to: area.top)
        let memory = Scale.linear(
            upTo: Self.megabytes(largest),
            from: area.bottom,
            to: area.top,
            steps: times.ticks.count - 1
        )

        area.drawTitle(
            "Latency and memory over many invocations",
            "Solid: median latency per 10,000 invocations. Dashed: resident memory of the process.",
            on: &svg
        )
        area.drawVerticalAxis(times, title: "median µs", on: &svg)
        area.drawHorizontalAxis(
            horizontal,
            labels: horizontal.ticks.map(\.tickText),
            title: "invocations",
            on: &svg
        )
        area.drawSecondAxis(memory, title: "resident MB", on: &svg)

        var palette = Palette()
        for (index, drift) in drifts.enumerated() {
            let solid = palette.stroke(for: drift.series)
            let dashed = SVGWriter.Stroke(color: solid.color, width: 1.5, dashes: "6 4")
            let points = drift.points.map { point in
                (
                    x: horizontal.position(of: Double(point.invocations)),
                    time: times.position(of: point.medianMicroseconds),
                    memory: memory.position(of: Self.megabytes(point.residentBytes))
                )
            }
            svg.line(points.map { ($0.x, $0.time) }, solid)
            svg.line(points.map { ($0.x, $0.memory) }, dashed)
            let time = Self.course(drift.points.map(\.medianMicroseconds))
            let size = Self.course(drift.points.map { Self.megabytes($0.residentBytes) })
            area.drawLegend(2 * index, drift.series, "\(time) µs", solid, on: &svg)
            area.drawLegend(2 * index + 1, "\(drift.series), memory", "\(size) MB", dashed, on: &svg)
        }
    }

    private static func course(_ values: [Double]) -> String {
        "\((values.first ?? 0).legendText) to \((values.last ?? 0).legendText)"
    }

    private static func megabytes(_ bytes: Int) -> Double { Double(bytes) / 1_048_576 }
}

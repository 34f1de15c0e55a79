/// Draws how latency and memory went while functions were invoked over and over.
struct DriftChart {
    let drifts: [Report.Drift]

    func draw(at y: Double, on svg: inout SVGWriter) {
        let frame = Frame(at: y)
        let points = drifts.flatMap(\.points)
        guard let last = points.map(\.invocations).max(),
            let slowest = points.map(\.medianMicroseconds).max(),
            let largest = points.map(\.residentBytes).max()
        else { return }
        let horizontal = Scale.linear(upTo: Double(last), from: frame.left, to: frame.right)
        let times = Scale.linear(upTo: slowest, from: frame.bottom, to: frame.top)
        let memory = Scale.linear(
            upTo: Self.megabytes(largest),
            from: frame.bottom,
            to: frame.top,
            steps: times.ticks.count - 1
        )

        frame.drawTitle(
            "Latency and memory over many invocations",
            "Solid: median of each stretch. Dashed: memory of the whole process that is resident after it.",
            on: &svg
        )
        frame.drawVerticalAxis(times, title: "median µs", on: &svg)
        frame.drawHorizontalAxis(
            horizontal,
            labels: horizontal.ticks.map(\.tickText),
            title: "invocations",
            on: &svg
        )
        frame.drawSecondAxis(memory, title: "resident MB", on: &svg)

        var palette = Palette()
        for (index, drift) in drifts.enumerated() {
            let solid = palette.stroke(for: drift.series)
            let dashed = SVGWriter.Stroke(colour: solid.colour, width: 1.5, dashes: "6 4")
            let places = drift.points.map { point in
                (
                    x: horizontal.place(of: Double(point.invocations)),
                    time: times.place(of: point.medianMicroseconds),
                    memory: memory.place(of: Self.megabytes(point.residentBytes))
                )
            }
            svg.line(places.map { ($0.x, $0.time) }, solid)
            svg.line(places.map { ($0.x, $0.memory) }, dashed)
            let time = Self.course(drift.points.map(\.medianMicroseconds))
            let size = Self.course(drift.points.map { Self.megabytes($0.residentBytes) })
            frame.drawLegend(2 * index, drift.series, "\(time) µs", solid, on: &svg)
            frame.drawLegend(2 * index + 1, "\(drift.series), memory", "\(size) MB", dashed, on: &svg)
        }
    }

    private static func course(_ values: [Double]) -> String {
        "\((values.first ?? 0).legendText) to \((values.last ?? 0).legendText)"
    }

    private static func megabytes(_ bytes: Int) -> Double { Double(bytes) / 1_048_576 }
}

/// The area of a chart on the sheet, with the parts of all charts: title, grid, axes, legend.
struct PlotArea {
    static let width = 960.0
    static let height = 430.0

    let left = 72.0
    let right = 680.0
    let top: Double
    let bottom: Double

    private static let faint = SVGWriter.Stroke(color: "#e5e7eb")
    private static let axis = SVGWriter.Stroke(color: "#9ca3af")

    init(at y: Double) {
        top = y + 74
        bottom = y + Self.height - 62
    }

    func drawTitle(_ title: String, _ explanation: String, on svg: inout SVGWriter) {
        svg.text(title, x: 24, y: top - 42, size: 17, color: "#111827", isBold: true)
        svg.text(explanation, x: 24, y: top - 22)
    }

    func drawHorizontalAxis(
        _ scale: Scale,
        labels: [String],
        title: String,
        on svg: inout SVGWriter
    ) {
        for (tick, label) in zip(scale.ticks, labels) {
            let x = scale.position(of: tick)
            svg.line([(x, top), (x, bottom)], Self.faint)
            svg.text(label, x: x, y: bottom + 18, anchor: .middle)
        }
        svg.line([(left, bottom), (right, bottom)], Self.axis)
        svg.text(title, x: (left + right) / 2, y: bottom + 40, anchor: .middle, color: "#111827")
    }

    func drawVerticalAxis(_ scale: Scale, title: String, on svg: inout SVGWriter) {
        for tick in scale.ticks {
            let y = scale.position(of: tick)
            svg.line([(left, y), (right, y)], Self.faint)
            svg.text(tick.tickText, x: left - 8, y: y + 4, anchor: .end)
        }
        svg.line([(left, top), (left, bottom)], Self.axis)
        svg.text(
            title,
            x: 24,
            y: (top + bottom) / 2,
            anchor: .middle,
            color: "#111827",
            isTurned: true
        )
    }

    /// Draws the axis of a second quantity, without a grid.
    func drawSecondAxis(_ scale: Scale, title: String, on svg: inout SVGWriter) {
        for tick in scale.ticks {
            svg.text(tick.tickText, x: right + 8, y: scale.position(of: tick) + 4)
        }
        svg.line([(right, top), (right, bottom)], Self.axis)
        svg.text(
            title,
            x: right + 60,
            y: (top + bottom) / 2,
            anchor: .middle,
            color: "#111827",
            isTurned: true
        )
    }

    /// Draws an entry of the legend, right of the chart: stroke, name and details.
    func drawLegend(
        _ index: Int,
        _ name: String,
        _ details: String,
        _ stroke: SVGWriter.Stroke,
        on svg: inout SVGWriter
    ) {
        let y = top + 10 + Double(index) * 48
        svg.line([(770, y), (796, y)], stroke)
        svg.text(name, x: 804, y: y + 4, color: "#111827")
        svg.text(details, x: 804, y: y + 20, size: 11)
    }
}

/// Assigns a color to each language, and dashes to each further series of it.
struct Palette {
    private static let colors = ["#15803d", "#1d4ed8", "#b45309", "#7e22ce", "#be123c"]
    private static let dashes: [String?] = [nil, "6 4", "2 3"]
    private var languages: [String] = []
    private var counts: [String: Int] = [:]

    /// Chooses the stroke of a series, named after its language first: `Node, awaited`.
    mutating func stroke(for series: String) -> SVGWriter.Stroke {
        let language = String(series.prefix { $0 != "," })
        if !languages.contains(language) { languages.append(language) }
        let number = counts[language, default: 0]
        counts[language] = number + 1
        let index = languages.firstIndex(of: language) ?? 0
        return SVGWriter.Stroke(
            color: Self.colors[index % Self.colors.count],
            width: 2,
            dashes: Self.dashes[number % Self.dashes.count]
        )
    }
}

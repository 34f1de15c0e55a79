/// Where a chart is on the sheet, and what all charts have: a title, a grid, axes, a legend.
struct Frame {
    static let width = 960.0
    static let height = 430.0

    let left = 72.0
    let right = 680.0
    let top: Double
    let bottom: Double

    private static let faint = SVGWriter.Stroke(colour: "#e5e7eb")
    private static let axis = SVGWriter.Stroke(colour: "#9ca3af")

    init(at y: Double) {
        top = y + 74
        bottom = y + Self.height - 62
    }

    func drawTitle(_ title: String, _ explanation: String, on svg: inout SVGWriter) {
        svg.text(title, x: 24, y: top - 42, size: 17, colour: "#111827", isBold: true)
        svg.text(explanation, x: 24, y: top - 22)
    }

    func drawHorizontalAxis(
        _ scale: Scale,
        labels: [String],
        title: String,
        on svg: inout SVGWriter
    ) {
        for (tick, label) in zip(scale.ticks, labels) {
            let x = scale.place(of: tick)
            svg.line([(x, top), (x, bottom)], Self.faint)
            svg.text(label, x: x, y: bottom + 18, anchor: .middle)
        }
        svg.line([(left, bottom), (right, bottom)], Self.axis)
        svg.text(title, x: (left + right) / 2, y: bottom + 40, anchor: .middle, colour: "#111827")
    }

    func drawVerticalAxis(_ scale: Scale, title: String, on svg: inout SVGWriter) {
        for tick in scale.ticks {
            let y = scale.place(of: tick)
            svg.line([(left, y), (right, y)], Self.faint)
            svg.text(tick.tickText, x: left - 8, y: y + 4, anchor: .end)
        }
        svg.line([(left, top), (left, bottom)], Self.axis)
        svg.text(
            title,
            x: 24,
            y: (top + bottom) / 2,
            anchor: .middle,
            colour: "#111827",
            isTurned: true
        )
    }

    /// Draws the axis of a second quantity; the grid is the first one's.
    func drawSecondAxis(_ scale: Scale, title: String, on svg: inout SVGWriter) {
        for tick in scale.ticks {
            svg.text(tick.tickText, x: right + 8, y: scale.place(of: tick) + 4)
        }
        svg.line([(right, top), (right, bottom)], Self.axis)
        svg.text(
            title,
            x: right + 60,
            y: (top + bottom) / 2,
            anchor: .middle,
            colour: "#111827",
            isTurned: true
        )
    }

    /// Draws an entry of the legend, right of the chart: a stroke, a name, and what to know of it.
    func drawLegend(
        _ index: Int,
        _ name: String,
        _ details: String,
        _ stroke: SVGWriter.Stroke,
        on svg: inout SVGWriter
    ) {
        let y = top + 10 + Double(index) * 48
        svg.line([(770, y), (796, y)], stroke)
        svg.text(name, x: 804, y: y + 4, colour: "#111827")
        svg.text(details, x: 804, y: y + 20, size: 11)
    }
}

/// Gives each language its colour, and each further series of a language other dashes.
struct Palette {
    private static let colours = ["#15803d", "#1d4ed8", "#b45309", "#7e22ce", "#be123c"]
    private static let dashes: [String?] = [nil, "6 4", "2 3"]
    private var subjects: [String] = []
    private var counts: [String: Int] = [:]

    /// Chooses for a series whose name begins with its subject: `Node, awaited`.
    mutating func stroke(for series: String) -> SVGWriter.Stroke {
        let subject = String(series.prefix { $0 != "," })
        if !subjects.contains(subject) { subjects.append(subject) }
        let number = counts[subject, default: 0]
        counts[subject] = number + 1
        let index = subjects.firstIndex(of: subject) ?? 0
        return SVGWriter.Stroke(
            colour: Self.colours[index % Self.colours.count],
            width: 2,
            dashes: Self.dashes[number % Self.dashes.count]
        )
    }
}

import CloudFrontEvents

/// Writes the SVG elements of charts.
struct SVGWriter {
    enum Anchor: String {
        case start
        case middle
        case end
    }

    struct Stroke {
        let color: String
        var width = 1.0
        /// Lengths of dashes and gaps; nil for a solid line.
        var dashes: String?
    }

    private var elements: [String] = []

    mutating func line(_ points: [(x: Double, y: Double)], _ stroke: Stroke) {
        let positions = points.map { "\($0.x.short),\($0.y.short)" }.joined(separator: " ")
        let dashes = stroke.dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
        let style = "stroke=\"\(stroke.color)\" stroke-width=\"\(stroke.width.short)\"\(dashes)"
        elements.append(
            "<polyline points=\"\(positions)\" \(style) fill=\"none\" stroke-linejoin=\"round\"/>"
        )
    }

    /// Writes a line of text; if turned, it reads upwards.
    mutating func text(
        _ text: String,
        x: Double,
        y: Double,
        anchor: Anchor = .start,
        size: Double = 12,
        color: String = "#4b5563",
        isBold: Bool = false,
        isTurned: Bool = false
    ) {
        let position = "x=\"\(x.short)\" y=\"\(y.short)\" text-anchor=\"\(anchor.rawValue)\""
        let weight = isBold ? " font-weight=\"600\"" : ""
        let turn = isTurned ? " transform=\"rotate(-90 \(x.short) \(y.short))\"" : ""
        let style = "font-size=\"\(size.short)\" fill=\"\(color)\"\(weight)\(turn)"
        elements.append("<text \(position) \(style)>\(text.escapedMarkup)</text>")
    }

    /// Returns the document, with a white background.
    func document(width: Double, height: Double, title: String) -> String {
        let size = "width=\"\(width.short)\" height=\"\(height.short)\""
        let view = "viewBox=\"0 0 \(width.short) \(height.short)\""
        let font = "font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" \(size) \(view) \(font) role="img">
            <title>\(title.escapedMarkup)</title>
            <rect \(size) rx="8" fill="#ffffff"/>
            \(elements.joined(separator: "\n"))
            </svg>

            """
    }
}

extension Double {
    /// The number with at most one decimal.
    fileprivate var short: String {
        let rounded = (self * 10).rounded() / 10
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}

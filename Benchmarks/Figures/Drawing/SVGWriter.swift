/// Writes the few shapes of SVG that a chart consists of.
struct SVGWriter {
    enum Anchor: String {
        case start
        case middle
        case end
    }

    struct Stroke {
        let colour: String
        var width = 1.0
        /// Lengths of dashes and gaps; a solid line without.
        var dashes: String?
    }

    private var elements: [String] = []

    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, fill: String) {
        let place = "x=\"\(x.short)\" y=\"\(y.short)\" width=\"\(width.short)\" height=\"\(height.short)\""
        elements.append("<rect \(place) fill=\"\(fill)\"/>")
    }

    mutating func line(_ points: [(x: Double, y: Double)], _ stroke: Stroke) {
        let places = points.map { "\($0.x.short),\($0.y.short)" }.joined(separator: " ")
        let dashes = stroke.dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
        let style = "stroke=\"\(stroke.colour)\" stroke-width=\"\(stroke.width.short)\"\(dashes)"
        elements.append("<polyline points=\"\(places)\" \(style) fill=\"none\" stroke-linejoin=\"round\"/>")
    }

    /// Writes a line of text; turned, it reads upwards.
    mutating func text(
        _ text: String,
        x: Double,
        y: Double,
        anchor: Anchor = .start,
        size: Double = 12,
        colour: String = "#4b5563",
        isBold: Bool = false,
        isTurned: Bool = false
    ) {
        let place = "x=\"\(x.short)\" y=\"\(y.short)\" text-anchor=\"\(anchor.rawValue)\""
        let weight = isBold ? " font-weight=\"600\"" : ""
        let turn = isTurned ? " transform=\"rotate(-90 \(x.short) \(y.short))\"" : ""
        let style = "font-size=\"\(size.short)\" fill=\"\(colour)\"\(weight)\(turn)"
        elements.append("<text \(place) \(style)>\(Self.escaped(text))</text>")
    }

    /// The whole document, on a background of its own.
    func document(width: Double, height: Double, title: String) -> String {
        let size = "width=\"\(width.short)\" height=\"\(height.short)\""
        let view = "viewBox=\"0 0 \(width.short) \(height.short)\""
        let font = "font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" \(size) \(view) \(font) role="img">
            <title>\(Self.escaped(title))</title>
            <rect \(size) rx="8" fill="#ffffff"/>
            \(elements.joined(separator: "\n"))
            </svg>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        }.joined()
    }
}

extension Double {
    /// The number with a digit after the point, if it needs one.
    fileprivate var short: String {
        let rounded = (self * 10).rounded() / 10
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}

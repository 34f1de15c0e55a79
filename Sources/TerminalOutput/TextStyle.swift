// Rainbow's two global settings are written once, before its first use.
@unsafe @preconcurrency import Rainbow

/// A color or weight of text on a terminal.
package enum TextStyle: Sendable {
    case dim
    case red
    case green
    case yellow
    case cyan
    /// A color of the 256-color palette, by its index.
    case palette(UInt8)

    /// Rainbow looks at standard output and the environment alone; which stream shows color is decided here.
    private static let rainbowIsOn: Void = {
        Rainbow.outputTarget = .console
        Rainbow.enabled = true
    }()

    /// Wraps a text in the style's control sequences.
    package func applied(to text: String) -> String {
        Self.rainbowIsOn
        return Rainbow.generateString(for: Rainbow.Entry(segments: [segment(of: text)]))
    }

    private func segment(of text: String) -> Rainbow.Segment {
        switch self {
        case .dim: Rainbow.Segment(text: text, styles: [.dim])
        case .red: Rainbow.Segment(text: text, color: .named(.red))
        case .green: Rainbow.Segment(text: text, color: .named(.green))
        case .yellow: Rainbow.Segment(text: text, color: .named(.yellow))
        case .cyan: Rainbow.Segment(text: text, color: .named(.cyan))
        case .palette(let index): Rainbow.Segment(text: text, color: .bit8(index))
        }
    }
}

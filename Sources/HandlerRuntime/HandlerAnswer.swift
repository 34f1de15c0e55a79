public import CloudFrontEvents

/// What a handler answered, in the form that it left the interpreter in.
public enum HandlerAnswer: Sendable, Hashable {
    /// JSON text in UTF-8, as the platform's runtime would have posted it.
    ///
    /// It need not be valid JSON: Python lets NaN through.
    case text([UInt8])

    /// A tape that stands for such text, whose spacing it names.
    case tape(Tape, Tape.Spacing)

    /// The text that the platform's runtime would have posted.
    public var json: [UInt8] {
        switch self {
        case .text(let text): text
        case .tape(let tape, let spacing): tape.json(spacing)
        }
    }
}

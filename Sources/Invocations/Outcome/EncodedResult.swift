package import CloudFrontEvents

/// A handler's result in the form in which it left the interpreter.
package enum EncodedResult: Sendable, Hashable {
    /// JSON text in UTF-8, as the platform's runtime would post it; may be invalid: Python's `json` writes NaN.
    case text([UInt8])

    /// A tape that stands for such text, with the spacing of the text.
    case tape(Tape, Tape.Spacing)

    /// The JSON text that the platform's runtime would post.
    package var json: [UInt8] {
        switch self {
        case .text(let text): text
        case .tape(let tape, let spacing): tape.json(spacing)
        }
    }
}

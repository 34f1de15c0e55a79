/// The event record that an invocation is given.
public enum InvocationEvent: Sendable {
    /// A record as JSON text in UTF-8.
    case json([UInt8])

    /// The record as JSON text in UTF-8.
    public var json: [UInt8] {
        switch self {
        case .json(let text): text
        }
    }
}

/// The request's body as a function sees it, with Include Body only (C:lambda-event-structure).
public struct RequestBody: Sendable, Hashable {
    /// What becomes of a body that the function returned.
    public enum Action: String, Sendable {
        /// The original body goes to the origin, whatever the function did to this one.
        case readOnly = "read-only"
        /// This body goes to the origin.
        case replace
    }

    /// How ``data`` is written.
    public enum Encoding: String, Sendable {
        /// Base64 (RFC 4648, 4), the default.
        case base64
        /// As it stands.
        case text
    }

    /// `read-only` in every event; a result without it means the same.
    public var action: Action?
    /// The body in its encoding.
    public var data: String?
    /// `base64` in every event; a result without it means the same.
    public var encoding: Encoding?
    /// Whether CloudFront cut the body, at 40 KB for viewer events and at 1 MB for origin events.
    public var inputTruncated: Bool?
    /// What else the object holds.
    public var unknownMembers = UnknownMembers()

    /// Creates a body as an event shows it.
    public init(
        action: Action? = .readOnly,
        data: String?,
        encoding: Encoding? = .base64,
        inputTruncated: Bool? = false
    ) {
        self.action = action
        self.data = data
        self.encoding = encoding
        self.inputTruncated = inputTruncated
    }

    init(from reader: inout some ValueReader) throws(JSONFailure) {
        self.init(action: nil, data: nil, encoding: nil, inputTruncated: nil)
        var place = try reader.enterObject(expected: "an object with a body's data")
        while let key = try reader.nextKey(&place) {
            switch key {
            case "action": action = try reader.choice(expected: "\"read-only\" or \"replace\"")
            case "data": data = try reader.string()
            case "encoding": encoding = try reader.choice(expected: "\"base64\" or \"text\"")
            case "inputTruncated": inputTruncated = try reader.bool()
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
    }

    func write(to writer: inout some ValueWriter) {
        writer.object { writer in
            writer.member(.action, action?.rawValue)
            writer.member(.data, data)
            writer.member(.encoding, encoding?.rawValue)
            if let inputTruncated {
                writer.key(.inputTruncated)
                writer.bool(inputTruncated)
            }
            writer.members(unknownMembers)
        }
    }
}

extension ValueReader {
    /// Reads a string that is one of an enumeration's.
    mutating func choice<Choice: RawRepresentable<String>>(
        expected: StaticString
    ) throws(JSONFailure) -> Choice {
        _ = peek()
        let start = position
        guard let choice = Choice(rawValue: try string(expected: expected)) else {
            throw JSONFailure(.value, at: start, expected: expected)
        }
        return choice
    }
}

/// The request's body in an event; only with Include Body (C:lambda-event-structure).
public struct RequestBody: Sendable, Hashable {
    /// Uses of the body that a function returns.
    public enum Action: String, Sendable {
        /// CloudFront ignores it and forwards the original body.
        case readOnly = "read-only"
        /// CloudFront forwards it.
        case replace
    }

    /// Encodings of ``data``.
    public enum Encoding: String, Sendable {
        /// Base64 (RFC 4648, 4), the default.
        case base64
        /// Plain text.
        case text
    }

    /// The use of this body: `read-only` in every event, and by default in a result.
    public var action: Action?
    /// The encoded body.
    public var data: String?
    /// The encoding: `base64` in every event, and by default in a result.
    public var encoding: Encoding?
    /// True if CloudFront cut the body, at 40 KB for viewer events and at 1 MB for origin events.
    public var inputTruncated: Bool?
    /// The unknown members of the object.
    public var unknownMembers = UnknownMembers()

    /// Creates a body; the defaults are those of an event.
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
        var cursor = try reader.enterObject(expected: "an object with a body's data")
        while let key = try reader.nextKey(&cursor) {
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
    /// Reads a string that is a raw value of an enumeration.
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

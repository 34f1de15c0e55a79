/// An HTTP status: a string in events, a string or a number in results (C:lambda-examples has both).
public enum StatusCode: Sendable, Hashable, CustomStringConvertible {
    /// The documented form, such as `"200"`.
    case string(String)
    /// The form of the official error-page examples.
    case number(JSONNumber)

    /// Creates a status in the documented form.
    public init(_ code: Int) { self = .string(String(code)) }

    /// The status as text, in either form.
    public var description: String {
        switch self {
        case .string(let text): text
        case .number(let number): number.text
        }
    }

    /// The status as a number; nil unless it is written as three digits.
    public var code: Int? {
        let text = description
        guard text.utf8.count == 3, text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        return Int(text)
    }

    init(from reader: inout some ValueReader) throws(JSONFailure) {
        if reader.peek() == UInt8(ascii: "\"") {
            self = .string(try reader.string())
        } else {
            self = .number(try reader.number(expected: "a status as a string or a number"))
        }
    }

    func write(to writer: inout some ValueWriter) {
        switch self {
        case .string(let text): writer.string(text)
        case .number(let number): writer.number(number)
        }
    }
}

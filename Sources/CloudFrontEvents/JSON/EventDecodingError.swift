/// A mistake in the JSON text of an event or a result, in one line with its position.
public struct EventDecodingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A class of mistakes; later versions may add some.
    public struct Code: Sendable, Hashable {
        let problem: JSONFailure.Problem
        /// The bytes are not JSON text.
        public static let syntax = Code(problem: .syntax)
        /// A value has the wrong type.
        public static let type = Code(problem: .type)
        /// A required member is missing.
        public static let missing = Code(problem: .missing)
        /// A value has the right type but is not allowed.
        public static let value = Code(problem: .value)
        /// The text is too large or too deeply nested.
        public static let limit = Code(problem: .limit)
    }

    /// The class of the mistake.
    public let code: Code
    /// The byte offset of the mistake, from 0.
    public internal(set) var offset: Int
    /// The JSON path of the mistake, such as `Records[0].cf.request.uri`; empty for the whole text.
    public let path: String
    /// The value found, such as `a number`.
    public let found: String
    /// The value expected, such as `a string`.
    public let expected: String

    /// The byte offset, the path, the expected and the found value.
    public var description: String {
        let position = path.isEmpty ? "byte \(offset)" : "byte \(offset) at \(path)"
        return "\(position): expected \(expected), found \(found)"
    }

    init(_ failure: JSONFailure, in view: ByteView) {
        code = Code(problem: failure.problem)
        offset = failure.offset
        path = JSONPath(to: failure.offset, in: view).description
        found = failure.problem == .missing ? "none" : EventDecodingError.found(at: failure.offset, in: view)
        expected = "\(failure.expected)"
    }

    /// Describes the value at an offset, by its first byte.
    static func found(at offset: Int, in view: ByteView) -> String {
        guard offset < view.count else { return "the end" }
        switch view[offset] {
        case UInt8(ascii: "\""): return "a string"
        case UInt8(ascii: "{"): return "an object"
        case UInt8(ascii: "["): return "an array"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return "a boolean"
        case UInt8(ascii: "n"): return "null"
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return "a number"
        case let byte where byte > 0x20 && byte < 0x7F: return "\"\(Unicode.Scalar(byte))\""
        case let byte: return "byte 0x" + String(byte, radix: 16)
        }
    }
}

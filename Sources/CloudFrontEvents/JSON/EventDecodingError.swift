/// Says in one line why bytes are no event: where, what was wrong and what was expected.
public struct EventDecodingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Names a class of mistakes; new ones may come.
    public struct Code: Sendable, Hashable {
        let name: String
        /// The bytes are no JSON text.
        public static let syntax = Code(name: "syntax")
        /// A value has the wrong type.
        public static let type = Code(name: "type")
        /// A member that must be there is not.
        public static let missing = Code(name: "missing")
        /// A value has the right type and is none of those allowed.
        public static let value = Code(name: "value")
        /// The text is larger or deeper than is read.
        public static let limit = Code(name: "limit")
    }

    /// The class of the mistake.
    public let code: Code
    /// The first byte of what was wrong, from 0.
    public let offset: Int
    /// The JSON path of what was wrong, such as `Records[0].cf.request.uri`; empty for the whole text.
    public let path: String
    /// What stands there, such as `a number`.
    public let found: String
    /// What should stand there, such as `a string`.
    public let expected: String

    /// The whole sentence: byte offset, path, what was expected and what was found.
    public var description: String {
        let place = path.isEmpty ? "byte \(offset)" : "byte \(offset) at \(path)"
        return "\(place): expected \(expected), found \(found)"
    }

    init(_ failure: JSONFailure, in view: ByteView) {
        code =
            switch failure.problem {
            case .syntax: .syntax
            case .type: .type
            case .missing: .missing
            case .value: .value
            case .limit: .limit
            }
        offset = failure.offset
        path = JSONPath(to: failure.offset, in: view).description
        found = failure.problem == .missing ? "none" : EventDecodingError.found(at: failure.offset, in: view)
        expected = "\(failure.expected)"
    }

    /// Names what stands at an offset, by its first byte.
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

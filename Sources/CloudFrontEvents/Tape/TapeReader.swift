/// Reads what a handler returned from a tape.
///
/// Whatever is unusual it gives up on, and the caller reads the tape's JSON text instead, whose reader tells
/// exactly what is wrong and keeps what it does not know. So its failures say nothing.
struct TapeReader: ValueReader {
    private let view: ByteView
    private let tokens: [Int32]
    private var index = 0
    /// Where the next string begins in the text.
    private(set) var position = 0

    private static let failure = JSONFailure(.type, at: 0, expected: "a value of the usual form")

    /// Lends a reader of a tape to `body`.
    static func lend<Result>(
        _ tape: Tape,
        to body: (inout TapeReader) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        try ByteView.lend(tape.text) { view throws(JSONFailure) in
            var reader = TapeReader(view: view, tokens: tape.tokens)
            return try body(&reader)
        }
    }

    private init(view: ByteView, tokens: [Int32]) {
        self.view = view
        self.tokens = tokens
    }

    mutating func peek() -> UInt8 {
        switch kind {
        case .null: UInt8(ascii: "n")
        case .false: UInt8(ascii: "f")
        case .true: UInt8(ascii: "t")
        case .string: UInt8(ascii: "\"")
        case .json: view[position]
        case .object, .entry: UInt8(ascii: "{")
        case .array: UInt8(ascii: "[")
        case .endOfObject, .endOfArray, .key, .name, nil: 0
        }
    }

    mutating func enterObject(expected: StaticString) throws(JSONFailure) -> ReaderPlace {
        try take(.object)
        return .first
    }

    mutating func nextKey(_ place: inout ReaderPlace) throws(JSONFailure) -> JSONKey? {
        if kind == .endOfObject {
            index &+= 1
            return nil
        }
        return JSONKey(view: view, range: try takeText(.key), isEscaped: false)
    }

    mutating func enterArray(expected: StaticString) throws(JSONFailure) -> ReaderPlace {
        try take(.array)
        return .first
    }

    mutating func nextElement(_ place: inout ReaderPlace) throws(JSONFailure) -> Bool {
        guard kind == .endOfArray else { return true }
        index &+= 1
        return false
    }

    mutating func string(expected: StaticString) throws(JSONFailure) -> String {
        view.string(try takeText(.string))
    }

    mutating func number(expected: StaticString) throws(JSONFailure) -> JSONNumber {
        let range = try takeText(.json)
        let first = view[range.lowerBound]
        guard first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else { throw Self.failure }
        return JSONNumber(validated: view.string(range))
    }

    mutating func bool(expected: StaticString) throws(JSONFailure) -> Bool {
        let isTrue = kind == .true
        try take(isTrue ? .true : .false)
        return isTrue
    }

    mutating func skipValue() throws(JSONFailure) {
        var depth = 0
        repeat {
            switch kind {
            case .object, .array:
                depth &+= 1
                index &+= 1
            case .endOfObject, .endOfArray:
                depth &-= 1
                index &+= 1
            case .null, .true, .false: index &+= 1
            case .string: _ = try takeText(.string)
            case .json: _ = try takeText(.json)
            case .key: _ = try takeText(.key)
            case .entry: _ = try takeEntry()
            case .name, nil: throw Self.failure
            }
        } while depth > 0
    }

    mutating func keep(_ key: JSONKey, in unknown: inout UnknownMembers) throws(JSONFailure) {
        throw Self.failure
    }

    mutating func isNext(_ text: String) throws(JSONFailure) -> Bool {
        guard kind == .string else { return false }
        return view.equals(try takeText(.string), text)
    }

    mutating func entry() -> (key: String, value: String)? {
        guard kind == .entry, let (key, value) = try? takeEntry() else { return nil }
        return (view.string(key), view.string(value))
    }

    mutating func isNextEntry(key: String?, value: String) throws(JSONFailure) -> Bool? {
        guard kind == .entry else { return nil }
        let range = try takeEntry()
        return key.map { view.equals(range.key, $0) } == true && view.equals(range.value, value)
    }

    mutating func finish() throws(JSONFailure) {
        guard index == tokens.count, position == view.count else { throw Self.failure }
    }

    // MARK: Tokens

    private var kind: Tape.Kind? {
        index < tokens.count ? Tape.Kind(rawValue: tokens[index] & 15) : nil
    }

    private mutating func take(_ wanted: Tape.Kind) throws(JSONFailure) {
        guard kind == wanted else { throw Self.failure }
        index &+= 1
    }

    private mutating func takeText(_ wanted: Tape.Kind) throws(JSONFailure) -> Range<Int> {
        guard kind == wanted else { throw Self.failure }
        defer { index &+= 1 }
        return try takeText(length: Int(tokens[index] >> 4))
    }

    private mutating func takeEntry() throws(JSONFailure) -> (key: Range<Int>, value: Range<Int>) {
        let key = try takeText(.entry)
        guard index < tokens.count else { throw Self.failure }
        defer { index &+= 1 }
        return (key, try takeText(length: Int(tokens[index])))
    }

    private mutating func takeText(length: Int) throws(JSONFailure) -> Range<Int> {
        let start = position
        guard length >= 0, length <= view.count &- start else { throw Self.failure }
        position = start &+ length
        return start..<position
    }
}

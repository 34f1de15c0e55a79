/// A pull parser for JSON text (RFC 8259): one pass, without intermediate values.
///
/// Strict about the grammar: UTF-8 without overlong forms or surrogates, no raw control characters in strings,
/// no leading zeros, nothing after the value. A lone surrogate escape is refused, since Unicode text cannot
/// represent it; ``Judge`` replaces those of results. Of a repeated member the last one wins, as in `JSON.parse` and `json.loads`.
struct JSONReader: ValueReader {
    /// The maximum nesting; every level costs a stack frame.
    static let maximumDepth = 256
    /// The maximum size: Lambda's payload, 6 MB each way (L:gettingstarted-limits).
    static let maximumSize = 6 * 1024 * 1024

    let view: ByteView
    var position = 0
    var depth = 0

    init(_ view: ByteView) throws(JSONFailure) {
        self.view = view
        guard view.count <= JSONReader.maximumSize else {
            throw JSONFailure(.limit, at: JSONReader.maximumSize, expected: "at most 6 MB of JSON")
        }
    }

    /// Reads a whole JSON text with `body`.
    static func read<Result>(
        _ json: some Collection<UInt8>,
        with body: (inout JSONReader) throws(JSONFailure) -> Result
    ) throws(EventDecodingError) -> Result {
        try ByteView.lend(json) { view throws(EventDecodingError) in
            do throws(JSONFailure) {
                var reader = try JSONReader(view)
                let result = try body(&reader)
                try reader.finish()
                return result
            } catch {
                throw EventDecodingError(error, in: view)
            }
        }
    }

    /// Passes over white space and returns the byte after it; 0 at the end.
    @inline(__always)
    mutating func peek() -> UInt8 {
        var byte = view[position]
        while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position &+= 1
            byte = view[position]
        }
        return byte
    }

    /// Checks that only white space follows.
    mutating func finish() throws(JSONFailure) {
        _ = peek()
        guard position >= view.count else { throw mistake(expected: "the end of the text") }
    }

    // MARK: Objects and arrays

    @inline(__always)
    mutating func enterObject(expected: StaticString) throws(JSONFailure) -> MemberCursor {
        guard peek() == UInt8(ascii: "{") else { throw try wrongType(expected: expected) }
        try descend()
        return .first
    }

    /// Reads the next member's name and the colon after it; nil at the object's end.
    mutating func nextKey(_ cursor: inout MemberCursor) throws(JSONFailure) -> JSONKey? {
        guard try advance(&cursor, end: UInt8(ascii: "}"), expected: "\",\" or \"}\"") else { return nil }
        guard peek() == UInt8(ascii: "\"") else { throw mistake(expected: "a member name in quotes") }
        let key = try key()
        guard peek() == UInt8(ascii: ":") else { throw mistake(expected: "\":\"") }
        position &+= 1
        return key
    }

    @inline(__always)
    mutating func enterArray(expected: StaticString) throws(JSONFailure) -> MemberCursor {
        guard peek() == UInt8(ascii: "[") else { throw try wrongType(expected: expected) }
        try descend()
        return .first
    }

    /// Moves to the next element; false at the array's end.
    mutating func nextElement(_ cursor: inout MemberCursor) throws(JSONFailure) -> Bool {
        try advance(&cursor, end: UInt8(ascii: "]"), expected: "\",\" or \"]\"")
    }

    @inline(__always)
    private mutating func advance(
        _ cursor: inout MemberCursor,
        end: UInt8,
        expected: StaticString
    ) throws(JSONFailure) -> Bool {
        let byte = peek()
        if byte == end {
            position &+= 1
            depth &-= 1
            return false
        }
        guard cursor == .later else {
            cursor = .later
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw mistake(expected: expected) }
        position &+= 1
        // After a trailing comma, the caller fails to read an element at the bracket.
        return true
    }

    @inline(__always)
    private mutating func descend() throws(JSONFailure) {
        guard depth < JSONReader.maximumDepth else {
            throw JSONFailure(.limit, at: position, expected: "at most 256 levels of nesting")
        }
        depth &+= 1
        position &+= 1
    }

    // MARK: Scalars

    mutating func bool(expected: StaticString) throws(JSONFailure) -> Bool {
        switch peek() {
        case UInt8(ascii: "t"):
            try literal("true")
            return true
        case UInt8(ascii: "f"):
            try literal("false")
            return false
        default: throw try wrongType(expected: expected)
        }
    }

    /// Reads a number and keeps its text.
    mutating func number(expected: StaticString) throws(JSONFailure) -> JSONNumber {
        let first = peek()
        guard first == UInt8(ascii: "-") || isDigit(first) else { throw try wrongType(expected: expected) }
        let start = position
        try skipNumber()
        return JSONNumber(validated: view.string(start..<position))
    }

    mutating func literal(_ word: StaticString) throws(JSONFailure) {
        let end = position &+ word.utf8CodeUnitCount
        guard view.equals(position..<end, word) else { throw mistake(expected: "a JSON value") }
        position = end
    }

    mutating func skipNumber() throws(JSONFailure) {
        if view[position] == UInt8(ascii: "-") { position &+= 1 }
        if view[position] == UInt8(ascii: "0") {
            position &+= 1
        } else {
            try skipDigits()
        }
        if view[position] == UInt8(ascii: ".") {
            position &+= 1
            try skipDigits()
        }
        if view[position] | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            let sign = view[position]
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position &+= 1 }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONFailure) {
        guard isDigit(view[position]) else { throw mistake(expected: "a digit") }
        while isDigit(view[position]) { position &+= 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    // MARK: Any value

    /// Passes over a value of any type, checking its grammar; allocates nothing.
    mutating func skipValue() throws(JSONFailure) {
        switch peek() {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"):
            var cursor = try enterObject()
            while try nextKey(&cursor) != nil { try skipValue() }
        case UInt8(ascii: "["):
            var cursor = try enterArray()
            while try nextElement(&cursor) { try skipValue() }
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
        default: throw mistake(expected: "a JSON value")
        }
    }

    /// Returns the failure for text at the current position that is not JSON.
    func mistake(expected: StaticString) -> JSONFailure {
        JSONFailure(.syntax, at: position, expected: expected)
    }

    /// Returns the failure for a value of the wrong type; throws a syntax failure if there is no valid value.
    func wrongType(expected: StaticString) throws(JSONFailure) -> JSONFailure {
        var ahead = self
        try ahead.skipValue()
        return JSONFailure(.type, at: position, expected: expected)
    }
}

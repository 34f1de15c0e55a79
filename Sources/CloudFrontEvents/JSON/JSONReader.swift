/// Pulls values out of JSON text (RFC 8259) in one pass, straight into the caller's variables.
///
/// Exact about the grammar: UTF-8 without overlong forms or surrogates, no raw control characters in strings,
/// no leading zeros, nothing after the value. A lone surrogate escape is refused, since no Unicode text can
/// hold it. Of a member that occurs twice the last one wins, as in `JSON.parse` and `json.loads`.
struct JSONReader: ValueReader {
    /// The deepest nesting that is read; every level costs a stack frame.
    static let maximumDepth = 256
    /// Lambda's payload, 6 MB each way (L:gettingstarted-limits).
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

    /// Moves past white space and returns the byte there, 0 at the end.
    @inline(__always)
    mutating func peek() -> UInt8 {
        var byte = view[position]
        while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position &+= 1
            byte = view[position]
        }
        return byte
    }

    /// Checks that only white space is left.
    mutating func finish() throws(JSONFailure) {
        _ = peek()
        guard position >= view.count else {
            throw JSONFailure(.syntax, at: position, expected: "the end of the text")
        }
    }

    // MARK: Objects and arrays

    @inline(__always)
    mutating func enterObject(expected: StaticString) throws(JSONFailure) -> ReaderPlace {
        guard peek() == UInt8(ascii: "{") else { throw try wrongType(expected: expected) }
        try descend()
        return .first
    }

    /// Reads the next member's name and the colon after it; nil at the object's end.
    mutating func nextKey(_ place: inout ReaderPlace) throws(JSONFailure) -> JSONKey? {
        guard try advance(&place, end: UInt8(ascii: "}"), expected: "\",\" or \"}\"") else { return nil }
        guard peek() == UInt8(ascii: "\"") else {
            throw JSONFailure(.syntax, at: position, expected: "a member name in quotes")
        }
        let key = try key()
        guard peek() == UInt8(ascii: ":") else {
            throw JSONFailure(.syntax, at: position, expected: "\":\"")
        }
        position &+= 1
        return key
    }

    @inline(__always)
    mutating func enterArray(expected: StaticString) throws(JSONFailure) -> ReaderPlace {
        guard peek() == UInt8(ascii: "[") else { throw try wrongType(expected: expected) }
        try descend()
        return .first
    }

    /// Moves to the next element; false at the array's end.
    mutating func nextElement(_ place: inout ReaderPlace) throws(JSONFailure) -> Bool {
        try advance(&place, end: UInt8(ascii: "]"), expected: "\",\" or \"]\"")
    }

    @inline(__always)
    private mutating func advance(
        _ place: inout ReaderPlace,
        end: UInt8,
        expected: StaticString
    ) throws(JSONFailure) -> Bool {
        let byte = peek()
        if byte == end {
            position &+= 1
            depth &-= 1
            return false
        }
        guard place == .later else {
            place = .later
            return true
        }
        guard byte == UInt8(ascii: ",") else {
            throw JSONFailure(.syntax, at: position, expected: expected)
        }
        position &+= 1
        // A comma right before the end is no element: the caller's read of the next one fails at the bracket.
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
        guard view.equals(position..<end, word) else {
            throw JSONFailure(.syntax, at: position, expected: "a JSON value")
        }
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
        guard isDigit(view[position]) else { throw JSONFailure(.syntax, at: position, expected: "a digit") }
        while isDigit(view[position]) { position &+= 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    // MARK: Any value

    /// Passes over one value of any type, checking its grammar; allocates nothing.
    mutating func skipValue() throws(JSONFailure) {
        switch peek() {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"):
            var place = try enterObject()
            while try nextKey(&place) != nil { try skipValue() }
        case UInt8(ascii: "["):
            var place = try enterArray()
            while try nextElement(&place) { try skipValue() }
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
        default: throw JSONFailure(.syntax, at: position, expected: "a JSON value")
        }
    }

    /// The failure for a value of another type; a syntax failure where there is no value at all.
    func wrongType(expected: StaticString) throws(JSONFailure) -> JSONFailure {
        var ahead = self
        try ahead.skipValue()
        return JSONFailure(.type, at: position, expected: expected)
    }
}

/// A reader of a handler's result on a tape.
///
/// It fails on every unusual value. The caller then reads the tape's JSON text, whose reader reports mistakes
/// exactly and keeps unknown members; so failures of this reader carry no details.
struct TapeReader: ValueReader {
    private let view: ByteView
    private let tokens: [Int32]
    private let given: HeaderMap
    private var index = 0
    /// The start of the next string in the text.
    private(set) var position = 0

    private static let failure = JSONFailure(.type, at: 0, expected: "a value of the usual form")

    /// Lends a reader of a tape to `body`.
    ///
    /// Most headers of a result are the event's: the reader compares their bytes and reuses their strings.
    static func lend<Result>(
        _ tape: Tape,
        to body: (inout TapeReader) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        try ByteView.lend(tape.text) { view throws(JSONFailure) in
            var reader = TapeReader(view: view, tokens: tape.tokens, given: tape.given)
            return try body(&reader)
        }
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
        case .endOfObject, .endOfArray, .key, .name, .given, nil: 0
        }
    }

    mutating func enterObject(expected: StaticString) throws(JSONFailure) -> MemberCursor {
        try consume(.object)
        return .first
    }

    mutating func nextKey(_ cursor: inout MemberCursor) throws(JSONFailure) -> JSONKey? {
        if consumeIf(.endOfObject) { return nil }
        return JSONKey(view: view, range: try readText(.key), isEscaped: false)
    }

    mutating func enterArray(expected: StaticString) throws(JSONFailure) -> MemberCursor {
        try consume(.array)
        return .first
    }

    mutating func nextElement(_ cursor: inout MemberCursor) throws(JSONFailure) -> Bool {
        !consumeIf(.endOfArray)
    }

    mutating func string(expected: StaticString) throws(JSONFailure) -> String {
        view.string(try readText(.string))
    }

    mutating func number(expected: StaticString) throws(JSONFailure) -> JSONNumber {
        let range = try readText(.json)
        let first = view[range.lowerBound]
        guard first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else { throw Self.failure }
        return JSONNumber(validated: view.string(range))
    }

    mutating func bool(expected: StaticString) throws(JSONFailure) -> Bool {
        let isTrue = kind == .true
        try consume(isTrue ? .true : .false)
        return isTrue
    }

    mutating func keep(_ key: JSONKey, in unknown: inout UnknownMembers) throws(JSONFailure) {
        throw Self.failure
    }

    mutating func headers() throws(JSONFailure) -> HeaderMap {
        var headers = ReturnedHeaders(given: given)
        try consume(.object)
        while !consumeIf(.endOfObject) {
            if consumeIf(.given) {
                let number = Int(tokens[index &- 1] >> 4)
                guard given.fields.indices.contains(number) else { throw Self.failure }
                if !headers.advance(past: number) { headers.append(given.fields[number]) }
                continue
            }
            let name = headers.name(try readText(.key), in: view)
            try consume(.array)
            while !consumeIf(.endOfArray) {
                let entry = try readEntry()
                if headers.advance(past: entry, of: name, in: view) { continue }
                headers.append(field(name, entry))
            }
        }
        return headers.map
    }

    /// Returns the field of an entry: the event's own if it is equal.
    private func field(_ name: String, _ entry: (key: Range<Int>, value: Range<Int>)) -> HeaderMap.Field {
        given.fields.first { $0.isSame(as: entry, of: name, in: view) }
            ?? HeaderMap.Field(name: name, key: view.string(entry.key), value: view.string(entry.value))
    }

    mutating func finish() throws(JSONFailure) {
        guard index == tokens.count, position == view.count else { throw Self.failure }
    }

    // MARK: Tokens

    private var kind: Tape.Kind? {
        index < tokens.count ? Tape.Kind(rawValue: tokens[index] & 15) : nil
    }

    @inline(__always)
    private mutating func consumeIf(_ wanted: Tape.Kind) -> Bool {
        guard index < tokens.count, tokens[index] & 15 == wanted.rawValue else { return false }
        index &+= 1
        return true
    }

    @inline(__always)
    private mutating func consume(_ wanted: Tape.Kind) throws(JSONFailure) {
        guard consumeIf(wanted) else { throw Self.failure }
    }

    @inline(__always)
    private mutating func readText(_ wanted: Tape.Kind) throws(JSONFailure) -> Range<Int> {
        guard consumeIf(wanted) else { throw Self.failure }
        return try readText(length: Int(tokens[index &- 1] >> 4))
    }

    @inline(__always)
    private mutating func readEntry() throws(JSONFailure) -> (key: Range<Int>, value: Range<Int>) {
        let key = try readText(.entry)
        guard index < tokens.count else { throw Self.failure }
        defer { index &+= 1 }
        return (key, try readText(length: Int(tokens[index])))
    }

    @inline(__always)
    private mutating func readText(length: Int) throws(JSONFailure) -> Range<Int> {
        let start = position
        guard length >= 0, length <= view.count &- start else { throw Self.failure }
        position = start &+ length
        return start..<position
    }
}

/// The headers of a result while they are read; nothing is copied until one differs from the event's.
private struct ReturnedHeaders {
    private let given: HeaderMap
    /// The number of the event's fields that were read, in order and without others.
    private var alike = 0
    /// All fields read; nil until one differs from the event's.
    private var others: HeaderMap?
    private var mustSearch = false

    init(given: HeaderMap) { self.given = given }

    var map: HeaderMap {
        if let others { return others }
        return alike == given.fields.count ? given : beginning
    }

    private var beginning: HeaderMap {
        var map = HeaderMap()
        map.fields.reserveCapacity(given.fields.count &+ 4)
        map.fields += given.fields[..<alike]
        return map
    }

    /// Returns the next name in lower case, and notes if it may repeat.
    mutating func name(_ range: Range<Int>, in view: ByteView) -> String {
        if others == nil, alike < given.fields.count, view.equals(range, given.fields[alike].name) {
            return given.fields[alike].name
        }
        let written = view.string(range)
        let name = written.asciiLowercased
        // Only a name in another casing can repeat: an object has each name once.
        mustSearch = mustSearch || name != written
        return name
    }

    /// Counts a field of the event if it is the next in order; otherwise returns false.
    mutating func advance(past number: Int) -> Bool {
        guard others == nil, number == alike else { return false }
        alike &+= 1
        return true
    }

    /// Counts an entry if it equals the event's next field; otherwise returns false.
    mutating func advance(
        past entry: (key: Range<Int>, value: Range<Int>),
        of name: String,
        in view: ByteView
    ) -> Bool {
        guard others == nil, alike < given.fields.count,
            given.fields[alike].isSame(as: entry, of: name, in: view)
        else { return false }
        alike &+= 1
        return true
    }

    mutating func append(_ field: HeaderMap.Field) {
        if others == nil { others = beginning }
        if mustSearch { others?.append(field) } else { others?.fields.append(field) }
    }
}

extension HeaderMap.Field {
    /// Returns true if the field equals an entry of a tape.
    @inline(__always)
    fileprivate func isSame(
        as entry: (key: Range<Int>, value: Range<Int>),
        of name: String,
        in view: ByteView
    ) -> Bool {
        guard let key, unknownMembers.isEmpty, self.name == name else { return false }
        return view.equals(entry.key, key) && view.equals(entry.value, value)
    }
}

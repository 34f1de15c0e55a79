/// Reads what a handler returned from a tape.
///
/// Whatever is unusual it gives up on, and the caller reads the tape's JSON text instead, whose reader tells
/// exactly what is wrong and keeps what it does not know. So its failures say nothing.
struct TapeReader: ValueReader {
    private let view: ByteView
    private let tokens: [Int32]
    private let given: HeaderMap
    private var index = 0
    /// Where the next string begins in the text.
    private(set) var position = 0

    private static let failure = JSONFailure(.type, at: 0, expected: "a value of the usual form")

    /// Lends a reader of a tape to `body`.
    ///
    /// Most of the headers that a handler returns are those it was given: these are told by their bytes, and
    /// their strings are used again.
    static func lend<Result>(
        _ tape: Tape,
        to body: (inout TapeReader) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        try ByteView.lend(tape.text) { view throws(JSONFailure) in
            var reader = TapeReader(view: view, tokens: tape.tokens, given: tape.given)
            return try body(&reader)
        }
    }

    private init(view: ByteView, tokens: [Int32], given: HeaderMap) {
        self.view = view
        self.tokens = tokens
        self.given = given
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

    mutating func enterObject(expected: StaticString) throws(JSONFailure) -> ReaderPlace {
        try take(.object)
        return .first
    }

    mutating func nextKey(_ place: inout ReaderPlace) throws(JSONFailure) -> JSONKey? {
        if takeIf(.endOfObject) { return nil }
        return JSONKey(view: view, range: try takeText(.key), isEscaped: false)
    }

    mutating func enterArray(expected: StaticString) throws(JSONFailure) -> ReaderPlace {
        try take(.array)
        return .first
    }

    mutating func nextElement(_ place: inout ReaderPlace) throws(JSONFailure) -> Bool {
        !takeIf(.endOfArray)
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

    mutating func keep(_ key: JSONKey, in unknown: inout UnknownMembers) throws(JSONFailure) {
        throw Self.failure
    }

    mutating func headers() throws(JSONFailure) -> HeaderMap {
        var headers = ReturnedHeaders(given: given)
        try take(.object)
        while !takeIf(.endOfObject) {
            if takeIf(.given) {
                let place = Int(tokens[index &- 1] >> 4)
                guard given.fields.indices.contains(place) else { throw Self.failure }
                if !headers.isNext(at: place) { headers.append(given.fields[place]) }
                continue
            }
            let name = headers.name(try takeText(.key), in: view)
            try take(.array)
            while !takeIf(.endOfArray) {
                let entry = try takeEntry()
                if headers.isNext(entry, of: name, in: view) { continue }
                headers.append(field(name, entry))
            }
        }
        return headers.map
    }

    /// Makes a field of an entry: the given one where it is the same.
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
    private mutating func takeIf(_ wanted: Tape.Kind) -> Bool {
        guard index < tokens.count, tokens[index] & 15 == wanted.rawValue else { return false }
        index &+= 1
        return true
    }

    @inline(__always)
    private mutating func take(_ wanted: Tape.Kind) throws(JSONFailure) {
        guard takeIf(wanted) else { throw Self.failure }
    }

    @inline(__always)
    private mutating func takeText(_ wanted: Tape.Kind) throws(JSONFailure) -> Range<Int> {
        guard takeIf(wanted) else { throw Self.failure }
        return try takeText(length: Int(tokens[index &- 1] >> 4))
    }

    @inline(__always)
    private mutating func takeEntry() throws(JSONFailure) -> (key: Range<Int>, value: Range<Int>) {
        let key = try takeText(.entry)
        guard index < tokens.count else { throw Self.failure }
        defer { index &+= 1 }
        return (key, try takeText(length: Int(tokens[index])))
    }

    @inline(__always)
    private mutating func takeText(length: Int) throws(JSONFailure) -> Range<Int> {
        let start = position
        guard length >= 0, length <= view.count &- start else { throw Self.failure }
        position = start &+ length
        return start..<position
    }
}

/// The headers of an answer as they are read: as long as all come as they were given, nothing is copied.
private struct ReturnedHeaders {
    private let given: HeaderMap
    /// How many of the given fields have come in their order, and nothing else.
    private var alike = 0
    /// All fields, from the first on that came otherwise.
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

    /// Takes note of the next name, and folds it.
    mutating func name(_ range: Range<Int>, in view: ByteView) -> String {
        if others == nil, alike < given.fields.count, view.equals(range, given.fields[alike].name) {
            return given.fields[alike].name
        }
        let written = view.string(range)
        let name = written.asciiLowercased
        // Only a name in another casing can be there already: an object has each of its names once.
        mustSearch = mustSearch || name != written
        return name
    }

    /// Takes a given field if nothing has come otherwise and it is its turn.
    mutating func isNext(at place: Int) -> Bool {
        guard others == nil, place == alike else { return false }
        alike &+= 1
        return true
    }

    /// Takes an entry if it is the given field whose turn it is.
    mutating func isNext(
        _ entry: (key: Range<Int>, value: Range<Int>),
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
    /// Whether this is what an entry of a tape says.
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

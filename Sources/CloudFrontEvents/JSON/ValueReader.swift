/// A source that the model decodes itself from: JSON text or a tape.
protocol ValueReader {
    /// The current offset; for failures only.
    var position: Int { get }

    /// Returns the first byte of the next value's JSON text; 0 at the end.
    mutating func peek() -> UInt8

    mutating func enterObject(expected: StaticString) throws(JSONFailure) -> MemberCursor
    /// Reads the next member's name; nil at the object's end.
    mutating func nextKey(_ cursor: inout MemberCursor) throws(JSONFailure) -> JSONKey?
    mutating func enterArray(expected: StaticString) throws(JSONFailure) -> MemberCursor
    /// Moves to the next element; false at the array's end.
    mutating func nextElement(_ cursor: inout MemberCursor) throws(JSONFailure) -> Bool

    mutating func string(expected: StaticString) throws(JSONFailure) -> String
    mutating func number(expected: StaticString) throws(JSONFailure) -> JSONNumber
    mutating func bool(expected: StaticString) throws(JSONFailure) -> Bool

    /// Reads the value of an unknown member, and keeps both.
    mutating func keep(_ key: JSONKey, in unknown: inout UnknownMembers) throws(JSONFailure)
    /// Reads a map of names to arrays of entries.
    mutating func headers() throws(JSONFailure) -> HeaderMap
    /// Checks that nothing follows.
    mutating func finish() throws(JSONFailure)
}

/// The position of a reader in an object or array: before the first element, or later.
enum MemberCursor { case first, later }

extension ValueReader {
    @inline(__always)
    mutating func enterObject() throws(JSONFailure) -> MemberCursor { try enterObject(expected: "an object") }

    @inline(__always)
    mutating func enterArray() throws(JSONFailure) -> MemberCursor { try enterArray(expected: "an array") }

    @inline(__always)
    mutating func string() throws(JSONFailure) -> String { try string(expected: "a string") }

    @inline(__always)
    mutating func number() throws(JSONFailure) -> JSONNumber { try number(expected: "a number") }

    @inline(__always)
    mutating func bool() throws(JSONFailure) -> Bool { try bool(expected: "true or false") }
}

/// Gives a value piece by piece: what the model reads itself from, whatever form it has there.
protocol ValueReader {
    /// Where the reader stands; for failures only.
    var position: Int { get }

    /// The first byte that JSON text of the next value has; 0 at the end.
    mutating func peek() -> UInt8

    mutating func enterObject(expected: StaticString) throws(JSONFailure) -> ReaderPlace
    /// Reads the next member's name; nil at the object's end.
    mutating func nextKey(_ place: inout ReaderPlace) throws(JSONFailure) -> JSONKey?
    mutating func enterArray(expected: StaticString) throws(JSONFailure) -> ReaderPlace
    /// Moves to the next element; false at the array's end.
    mutating func nextElement(_ place: inout ReaderPlace) throws(JSONFailure) -> Bool

    mutating func string(expected: StaticString) throws(JSONFailure) -> String
    mutating func number(expected: StaticString) throws(JSONFailure) -> JSONNumber
    mutating func bool(expected: StaticString) throws(JSONFailure) -> Bool

    /// Reads the value of a member that no case of the caller's `switch` knows, and keeps both.
    mutating func keep(_ key: JSONKey, in unknown: inout UnknownMembers) throws(JSONFailure)
    /// Reads a map of names to arrays of entries.
    mutating func headers() throws(JSONFailure) -> HeaderMap
    /// Checks that nothing is left.
    mutating func finish() throws(JSONFailure)
}

/// The place within an object or array: before its first element, or after one.
enum ReaderPlace { case first, later }

extension ValueReader {
    @inline(__always)
    mutating func enterObject() throws(JSONFailure) -> ReaderPlace { try enterObject(expected: "an object") }

    @inline(__always)
    mutating func enterArray() throws(JSONFailure) -> ReaderPlace { try enterArray(expected: "an array") }

    @inline(__always)
    mutating func string() throws(JSONFailure) -> String { try string(expected: "a string") }

    @inline(__always)
    mutating func number() throws(JSONFailure) -> JSONNumber { try number(expected: "a number") }

    @inline(__always)
    mutating func bool() throws(JSONFailure) -> Bool { try bool(expected: "true or false") }
}

/// A JSON value in a flat layout, exchanged between Swift and the interpreters instead of JSON text.
///
/// ``text`` is the concatenation of all strings; ``tokens`` give, in the order of the value, the kind and the
/// length of each. Nothing is escaped or parsed, and a reader allocates only what it builds.
///
/// A token is a kind in its low four bits and a number above them. The same layout is read and written by
/// `CNodeHost/tape.cpp` with `runtimes/node/tape.js`, and by `CPythonHost/tape.c`.
package struct Tape: Sendable, Hashable {
    /// The bytes of all strings; on the way to an interpreter, ASCII without null bytes.
    package var text: [UInt8]

    /// The tokens, in the order of the value.
    package var tokens: [Int32]

    /// The event's headers, which a result refers to by their index.
    package var given: HeaderMap

    /// Creates a tape; only reading it checks it.
    package init(text: [UInt8], tokens: [Int32], given: HeaderMap) {
        self.text = text
        self.tokens = tokens
        self.given = given
    }

    /// The kinds of tokens; each describes the number above it.
    package enum Kind: Int32, Sendable {
        case null = 0
        case `false` = 1
        case `true` = 2
        /// A string: its length in bytes.
        case string = 3
        /// A value that the text has as JSON, in events an integer of at most 15 digits: its length in bytes.
        case json = 4
        /// The start of an object; keys and values alternate.
        case object = 5
        /// The end of the innermost object.
        case endOfObject = 6
        /// The start of an array; its elements follow.
        case array = 7
        /// The end of the innermost array.
        case endOfArray = 8
        /// A member's name: its length in bytes.
        case key = 9
        /// A member's name that is not in the text, only in events: the raw value of a ``MemberName``.
        case name = 10
        /// An object of the two strings `key` and `value`, in this order: the length of the first in bytes.
        ///
        /// The next 32-bit number is the length of the second string, not a token.
        case entry = 11
        /// A member of a map of headers, unchanged and with a single entry: its index in ``Tape/given``.
        ///
        /// Only in results.
        case given = 12
    }

    /// Makes a token.
    @inline(__always)
    static func token(_ kind: Kind, _ number: Int = 0) -> Int32 {
        Int32(truncatingIfNeeded: number) << 4 | kind.rawValue
    }
}

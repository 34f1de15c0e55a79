/// A JSON value laid out flat: what goes between Swift and the interpreters in the place of JSON text.
///
/// All its strings stand one after another in ``text``; the tokens say, in the order of the value, what each of
/// them is and how long. Nothing is escaped, nothing is parsed, and a reader allocates only what it builds.
///
/// A token is a kind in its low four bits and a number above them. The same layout is read and written by
/// `CNodeHost/tape.cpp` with `runtimes/node/tape.js`, and by `CPythonHost/tape.c`.
public struct Tape: Sendable, Hashable {
    /// The bytes of all strings: ASCII, without a null among them where the tape goes to an interpreter.
    public var text: [UInt8]

    /// What there is, in order.
    public var tokens: [Int32]

    /// The headers that an answer gives back by their numbers: those of the event.
    public var given: HeaderMap

    /// Holds text and its tokens; nothing is checked before it is read.
    public init(text: [UInt8], tokens: [Int32], given: HeaderMap) {
        self.text = text
        self.tokens = tokens
        self.given = given
    }

    /// The kinds of tokens, with what the number above them means.
    public enum Kind: Int32, Sendable {
        /// `null`.
        case null = 0
        /// `false`.
        case `false` = 1
        /// `true`.
        case `true` = 2
        /// A string: its length in bytes.
        case string = 3
        /// A value that stands in the text as JSON: its length in bytes.
        ///
        /// In events these are whole numbers of at most 15 digits.
        case json = 4
        /// The begin of an object; keys and values follow in turn.
        case object = 5
        /// The end of the innermost object.
        case endOfObject = 6
        /// The begin of an array; its elements follow.
        case array = 7
        /// The end of the innermost array.
        case endOfArray = 8
        /// A member's name: its length in bytes.
        case key = 9
        /// A member's name that the text does not hold: its place among ``MemberName``'s cases.
        ///
        /// Only in events.
        case name = 10
        /// An object of the two strings `key` and `value`, in this order: the length of the first in bytes.
        ///
        /// The next 32-bit number is no token but the length of the second.
        case entry = 11
        /// A member of a map of headers that is as it was given, with its only entry: its place in
        /// ``Tape/given``.
        ///
        /// Only in answers.
        case given = 12
    }

    /// Makes a token.
    @inline(__always)
    static func token(_ kind: Kind, _ number: Int = 0) -> Int32 {
        Int32(truncatingIfNeeded: number) << 4 | kind.rawValue
    }
}

/// Says where and why reading stopped; small, because it travels through every step of the reader.
struct JSONFailure: Error {
    /// What was wrong, in the classes that callers tell apart.
    enum Problem: Equatable {
        /// The bytes are no JSON text.
        case syntax
        /// A value of another type was expected.
        case type
        /// A member that must be there is not.
        case missing
        /// The type was right and the value is none of those allowed.
        case value
        /// The text is larger or deeper than this reader takes.
        case limit
    }

    let problem: Problem
    let offset: Int
    /// What would have been right: "a string", "the member \"uri\"".
    let expected: StaticString

    init(_ problem: Problem, at offset: Int, expected: StaticString) {
        self.problem = problem
        self.offset = offset
        self.expected = expected
    }
}

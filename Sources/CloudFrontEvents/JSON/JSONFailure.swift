/// The reason why reading stopped; small, because every step of a reader may throw it.
struct JSONFailure: Error {
    /// Classes of mistakes.
    enum Problem: Equatable {
        /// The bytes are not JSON text.
        case syntax
        /// The value has the wrong type.
        case type
        /// A required member is missing.
        case missing
        /// The value has the right type but is not allowed.
        case value
        /// The text is too large or too deeply nested.
        case limit
    }

    let problem: Problem
    let offset: Int
    /// The expected value: "a string", "the member \"uri\"".
    let expected: StaticString

    init(_ problem: Problem, at offset: Int, expected: StaticString) {
        self.problem = problem
        self.offset = offset
        self.expected = expected
    }
}

/// The reason why reading stopped; small, because every step of a reader may throw it.
struct JSONFailure: Error {
    /// The classes of ``EventDecodingError/Code``.
    enum Problem {
        case syntax, type, missing, value, limit
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

    /// Returns a member's value; throws if an object that starts at the offset has none.
    static func require<Value>(
        _ value: consuming Value?,
        at offset: Int,
        _ expected: StaticString
    ) throws(JSONFailure) -> Value {
        guard let value else { throw JSONFailure(.missing, at: offset, expected: expected) }
        return value
    }
}

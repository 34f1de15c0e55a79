import Invariants

/// An error or a warning about a manifest.
package struct ManifestProblem: Sendable, Hashable, CustomStringConvertible {
    /// The manifest's path, as given.
    package let file: String
    /// The position in it.
    package let position: SourcePosition
    /// One line with what was found and what to write instead.
    package let message: String

    /// The line, counted from 1.
    package var line: Int { position.line }

    /// The column, counted from 1 in Unicode scalars.
    package var column: Int { position.column }

    /// The problem in the form of compilers: `FILE:LINE:COLUMN: message`.
    package var description: String { "\(file):\(line):\(column): \(message)" }
}

/// The reasons for refusing a manifest.
package struct ManifestError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of problem.
    package enum Code: Sendable {
        /// Not YAML: no file, not UTF-8, a syntax error.
        case unreadable
        /// YAML, but not a valid manifest.
        case refused
    }

    /// The kind of problem.
    package let code: Code
    /// Every problem, sorted by position; at least one.
    package let problems: [ManifestProblem]

    init(_ code: Code, _ problems: [ManifestProblem]) {
        invariant(!problems.isEmpty, "a ManifestError has at least one problem")
        self.code = code
        self.problems = problems
    }

    /// The first problem, and the number of others.
    package var description: String {
        let others = problems.count - 1
        guard others > 0 else { return "\(problems[0])" }
        return "\(problems[0]) (and \(others) more \(others == 1 ? "problem" : "problems"))"
    }
}

/// Something in a manifest that is wrong, or that somebody should know.
public struct ManifestProblem: Sendable, Hashable, CustomStringConvertible {
    /// The manifest's path, as it was given.
    public let file: String
    /// Where in it.
    public let place: Place
    /// What was found, and what was expected, in one line.
    public let message: String

    /// Describes a problem.
    public init(file: String, place: Place, message: String) {
        self.file = file
        self.place = place
        self.message = message
    }

    /// The line, counted from 1.
    public var line: Int { place.line }

    /// The column, counted from 1 in Unicode scalars.
    public var column: Int { place.column }

    /// The problem as compilers write theirs: `FILE:LINE:COLUMN: message`.
    public var description: String { "\(file):\(line):\(column): \(message)" }
}

/// Why a manifest is not taken.
public struct ManifestError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of thing was wrong.
    public struct Code: Sendable, Hashable {
        private let name: String

        /// There is no text of YAML: no file, not UTF-8, a syntax error.
        public static let unreadable = Code(name: "unreadable")
        /// The text is YAML, and does not say what a manifest may say.
        public static let refused = Code(name: "refused")
    }

    /// What kind of thing was wrong.
    public let code: Code
    /// All that was found, in order of place; at least one.
    public let problems: [ManifestProblem]

    init(_ code: Code, _ problems: [ManifestProblem]) {
        precondition(!problems.isEmpty, "an error tells at least one problem")
        self.code = code
        self.problems = problems
    }

    /// The first problem, and how many there are beside it.
    public var description: String {
        let others = problems.count - 1
        guard others > 0 else { return "\(problems[0])" }
        return "\(problems[0]) (and \(others) more \(others == 1 ? "problem" : "problems"))"
    }
}

/// A position in the text of a manifest, counted from 1.
package struct SourcePosition: Sendable, Hashable, Comparable {
    /// The line.
    package let line: Int
    /// The column, in Unicode scalars.
    package let column: Int

    /// Creates a position.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The first character.
    static let start = SourcePosition(line: 1, column: 1)

    /// Orders positions as they are read.
    package static func < (one: SourcePosition, other: SourcePosition) -> Bool {
        (one.line, one.column) < (other.line, other.column)
    }
}

/// A string of a manifest with its position.
package struct LocatedText: Sendable, Hashable {
    /// The string.
    package let text: String
    /// Its position.
    package let position: SourcePosition

    /// Creates a string with a position.
    package init(_ text: String, at position: SourcePosition) {
        self.text = text
        self.position = position
    }
}

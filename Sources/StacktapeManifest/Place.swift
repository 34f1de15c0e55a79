/// A position in the text of a manifest, counted from 1.
public struct Place: Sendable, Hashable, Comparable {
    /// The line.
    public let line: Int
    /// The column, in Unicode scalars.
    public let column: Int

    /// Names a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The first character.
    static let start = Place(line: 1, column: 1)

    /// Tells which of two positions comes first.
    public static func < (one: Place, other: Place) -> Bool {
        (one.line, one.column) < (other.line, other.column)
    }
}

/// A text of a manifest, and where it stands.
public struct LocatedText: Sendable, Hashable {
    /// The text.
    public let text: String
    /// Where it stands.
    public let place: Place

    /// Puts a text at a position.
    public init(_ text: String, at place: Place) {
        self.text = text
        self.place = place
    }
}

/// A path of a manifest: what is written there, and what it means.
public struct ManifestPath: Sendable, Hashable {
    /// The path as it is written, relative to the manifest's folder or absolute.
    public let written: String
    /// The absolute path, without `.` and `..`.
    public let absolute: String
    /// Where it stands.
    public let place: Place

    /// Resolves a path against the manifest's folder.
    public init(_ written: String, in folder: String, at place: Place) {
        self.written = written
        self.place = place
        absolute = Self.resolved(written, in: folder)
    }

    static func resolved(_ path: String, in folder: String) -> String {
        let whole = path.hasPrefix("/") ? path : folder + "/" + path
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}

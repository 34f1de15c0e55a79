/// A pattern of files as manifests have them: `*` within a folder, `**` across folders, `?` for one character.
public struct GlobPattern: Sendable, Hashable {
    private let parts: [String]

    /// Reads a pattern of paths below a root.
    public init(_ pattern: String) {
        let trimmed = pattern.hasPrefix("./") ? pattern.dropFirst(2) : pattern.drop { $0 == "/" }
        var parts = trimmed.split(separator: "/").map(String.init)
        // A name alone is meant in every folder.
        if parts.count == 1, parts[0] != "**" { parts.insert("**", at: 0) }
        self.parts = parts
    }

    /// Whether a path below the root is one of those that are meant.
    public func matches(_ path: String) -> Bool {
        Self.matches(path.split(separator: "/")[...], parts[...])
    }

    private static func matches(_ names: ArraySlice<Substring>, _ parts: ArraySlice<String>) -> Bool {
        // The places in the path that the parts so far can have come to.
        var places: Set<Int> = [names.startIndex]
        for part in parts {
            if part == "**" {
                guard let first = places.min() else { return false }
                places = Set(first...names.endIndex)
            } else {
                places = Set(
                    places.compactMap { $0 < names.endIndex && name(names[$0], matches: part) ? $0 + 1 : nil }
                )
            }
        }
        return places.contains(names.endIndex)
    }

    private static func name(_ name: Substring, matches part: String) -> Bool {
        let (text, pattern) = (Array(name.utf8), Array(part.utf8))
        var (at, place) = (0, 0)
        var star: (at: Int, place: Int)?
        while at < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (at, place)
                place += 1
            } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == text[at]
            {
                at += 1
                place += 1
            } else if let last = star {
                star = (last.at + 1, last.place)
                at = last.at + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

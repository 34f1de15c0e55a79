/// A pattern of files as in manifests: `*` within a folder, `**` across folders, `?` for one character.
public struct GlobPattern: Sendable, Hashable {
    private let parts: [String]

    /// Reads a pattern of paths that are relative to a root.
    public init(_ pattern: String) {
        let trimmed = pattern.hasPrefix("./") ? pattern.dropFirst(2) : pattern.drop { $0 == "/" }
        var parts = trimmed.split(separator: "/").map(String.init)
        // A name alone matches in every folder.
        if parts.count == 1, parts[0] != "**" { parts.insert("**", at: 0) }
        self.parts = parts
    }

    /// Reports if the pattern matches a path that is relative to the root.
    public func matches(_ path: String) -> Bool {
        Self.matches(path.split(separator: "/")[...], parts[...])
    }

    private static func matches(_ names: ArraySlice<Substring>, _ parts: ArraySlice<String>) -> Bool {
        // The indices in the path that the parts so far can have reached.
        var indices: Set<Int> = [names.startIndex]
        for part in parts {
            if part == "**" {
                guard let first = indices.min() else { return false }
                indices = Set(first...names.endIndex)
            } else {
                let matching = indices.filter { index in
                    index < names.endIndex
                        && Wildcard.matches(String(names[index]).utf8Span.span, part.utf8Span.span)
                }
                indices = Set(matching.map { $0 + 1 })
            }
        }
        return indices.contains(names.endIndex)
    }
}

/// A pattern of paths, as behaviors and invalidations have them: `*` for any characters, `?` for one
/// (C:DownloadDistValuesCacheBehavior).
public struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    /// The pattern, with a slash before it.
    public let description: String
    private let bytes: [UInt8]

    /// Why a text is no pattern.
    public struct Malformed: Error, CustomStringConvertible {
        /// The text, what is wrong with it and what was expected.
        public let description: String
    }

    /// Reads a pattern; a slash at its begin may be left out.
    ///
    /// - Throws: when it is empty, longer than 255 characters, or has a character that no path has.
    public init(_ text: String) throws(Malformed) {
        guard (1...255).contains(text.utf8.count) else {
            throw Malformed(
                description: "the path pattern \"\(text.prefix(40))\": expected 1 to 255 characters"
            )
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw Malformed(
                description:
                    "the path pattern \"\(text.prefix(40))\": expected printable ASCII without spaces and #"
            )
        }
        description = text.hasPrefix("/") ? text : "/" + text
        bytes = Array(description.utf8)
    }

    /// Whether a path is one of those that are meant.
    ///
    /// The time that it takes grows with the product of both lengths at most: only the last `*` is tried again.
    public func matches(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { text in
            var place = 0
            var at = 0
            var star: (place: Int, at: Int)?
            while at < text.count {
                if place < bytes.count, bytes[place] == UInt8(ascii: "*") {
                    star = (place, at)
                    place += 1
                } else if place < bytes.count,
                    unsafe bytes[place] == text[at] || bytes[place] == UInt8(ascii: "?")
                {
                    place += 1
                    at += 1
                } else if let last = star {
                    star = (last.place, last.at + 1)
                    place = last.place + 1
                    at = last.at + 1
                } else {
                    return false
                }
            }
            return bytes[place...].allSatisfy { $0 == UInt8(ascii: "*") }
        }
    }
}

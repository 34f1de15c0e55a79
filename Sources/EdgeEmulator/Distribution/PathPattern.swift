/// A pattern of paths for behaviors and invalidations: `*` for any characters, `?` for one
/// (C:DownloadDistValuesCacheBehavior).
public struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    /// The pattern, with its leading slash.
    public let description: String
    private let bytes: [UInt8]

    /// An error about a text that is not a pattern.
    public struct Malformed: Error, CustomStringConvertible {
        /// The text, what is wrong with it and what was expected.
        public let description: String
    }

    /// Reads a pattern; its leading slash may be left out.
    public init(_ text: String) throws(Malformed) {
        let hasLength = (1...255).contains(text.utf8.count)
        guard hasLength, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            let expected = hasLength ? "printable ASCII without spaces and #" : "1 to 255 characters"
            throw Malformed(description: "the path pattern \"\(text.prefix(40))\": expected \(expected)")
        }
        description = text.hasPrefix("/") ? text : "/" + text
        bytes = Array(description.utf8)
    }

    /// Reports if the pattern matches a path.
    public func matches(_ path: String) -> Bool {
        Wildcard.matches(path.utf8Span.span, bytes.span)
    }
}

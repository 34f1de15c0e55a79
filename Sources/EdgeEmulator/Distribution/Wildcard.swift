/// Matches `*` with any bytes and `?` with one.
enum Wildcard {
    /// Reports if a pattern matches all of a text.
    ///
    /// Only the last `*` is tried again, so the time is at most proportional to the product of both lengths.
    static func matches(_ text: Span<UInt8>, _ pattern: Span<UInt8>) -> Bool {
        var position = 0
        var index = 0
        var star: (position: Int, index: Int)?
        while position < text.count {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                star = (position, index)
                index += 1
            } else if index < pattern.count,
                pattern[index] == UInt8(ascii: "?") || pattern[index] == text[position]
            {
                position += 1
                index += 1
            } else if let last = star {
                star = (last.position + 1, last.index)
                position = last.position + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        while index < pattern.count, pattern[index] == UInt8(ascii: "*") { index += 1 }
        return index == pattern.count
    }
}

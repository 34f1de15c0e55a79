/// The characters of header names and values.
enum HeaderText {
    /// Returns true for a token (RFC 9110, 5.6.2).
    static func isName(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isTokenByte) }

    /// Returns the first control character of a value other than a tab, which CloudFront calls invalid.
    static func firstIllegalByte(in value: String) -> UInt8? {
        value.utf8.first { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

/// The characters of URIs and query strings (H:edge-function-restrictions-all).
enum URIText {
    /// The number of characters that both together must stay below.
    static let maximumLength = 8192

    /// Returns true for a text without spaces, control characters and `#`.
    static func isValid(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }
    }
}

extension String {
    /// The text with A to Z in lower case; header names have no other capitals (RFC 9110, 5.1).
    var asciiLowercased: String {
        guard utf8.contains(where: { $0 &- UInt8(ascii: "A") < 26 }) else { return self }
        return String(decoding: utf8.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Returns true if ``asciiLowercased`` equals another text, without allocating.
    func isASCIILowercased(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { ($0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0) == $1 }
    }

    /// The text with a capital at the start and after every hyphen: `content-type` gives `Content-Type`.
    var asciiCapitalizedByHyphen: String {
        var atStart = true
        let bytes = utf8.map { byte in
            defer { atStart = byte == UInt8(ascii: "-") }
            return atStart && byte &- UInt8(ascii: "a") < 26 ? byte & 0xDF : byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

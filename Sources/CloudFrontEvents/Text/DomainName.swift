/// The syntax of DNS names (RFC 1123, 2.1, and the underscore that DNS itself accepts).
enum DomainName {
    static func isValid(_ name: String, maximumLength: Int) -> Bool {
        guard (1...maximumLength).contains(name.utf8.count) else { return false }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy({ (1...63).contains($0.count) && $0.allSatisfy(isLabelByte) }) else {
            return false
        }
        // No top-level domain is a number: what ends in one is an IPv4 address.
        return labels.last?.contains { $0 &- UInt8(ascii: "0") >= 10 } ?? false
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }
}

/// Base64 with the standard alphabet and padding (RFC 4648, 4).
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// Encodes bytes.
    package static func encode(_ bytes: some RandomAccessCollection<UInt8>) -> String {
        let size = (bytes.count + 2) / 3 * 4
        var text: [UInt8] = []
        text.reserveCapacity(size)
        var rest = bytes[...]
        while let first = rest.popFirst() {
            let second = rest.popFirst()
            let third = rest.popFirst()
            text.append(alphabet[Int(first >> 2)])
            text.append(alphabet[Int((first & 0x03) << 4 | (second ?? 0) >> 4)])
            text.append(second.map { alphabet[Int(($0 & 0x0F) << 2 | (third ?? 0) >> 6)] } ?? padding)
            text.append(third.map { alphabet[Int($0 & 0x3F)] } ?? padding)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the number of bytes that a text decodes to, without decoding it; nil if it is not base64.
    static func decodedCount(of text: String) -> Int? {
        let count = text.utf8.count
        guard count % 4 == 0 else { return nil }
        let padded = text.utf8.suffix(2).reduce(0) { $0 + ($1 == padding ? 1 : 0) }
        let digits = text.utf8.prefix(count - padded)
        guard digits.allSatisfy(isDigit) else { return nil }
        return count / 4 * 3 - padded
    }

    /// Decodes a text; nil if it is not base64.
    package static func decode(_ text: String) -> [UInt8]? {
        guard let count = decodedCount(of: text) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var bits: UInt32 = 0
        var digits = 0
        for byte in text.utf8 where byte != padding {
            bits = bits << 6 | UInt32(value(of: byte))
            digits += 1
            if digits == 4 {
                bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                bytes.append(UInt8(truncatingIfNeeded: bits))
                (bits, digits) = (0, 0)
            }
        }
        if digits > 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> (digits == 3 ? 10 : 4))) }
        if digits > 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> 2)) }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt8 {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        default: 63
        }
    }

    private static let padding = UInt8(ascii: "=")

    private static func isDigit(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
            || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }
}

import HTTPTypes

/// The encodings that a viewer accepts, of the two that CloudFront supports (C:ServingCompressedFiles).
struct AcceptedEncodings: Hashable, Sendable {
    var gzip = false
    var brotli = false

    /// Accepts neither.
    init() {}

    /// Reads `Accept-Encoding` (RFC 9110, 12.5.3); a weight of zero means not accepted.
    ///
    /// Every hit does this: splitting the text took ten times as long as finding the object.
    init(_ fields: HTTPFields) {
        guard let value = fields[.acceptEncoding] else { return }
        let bytes = value.utf8Span.span
        var begin = 0
        while begin < bytes.count {
            var end = begin
            while end < bytes.count, bytes[end] != UInt8(ascii: ",") { end += 1 }
            read(bytes.extracting(begin..<end))
            begin = end + 1
        }
    }

    /// Reads one encoding: a name and an optional weight.
    private mutating func read(_ member: borrowing Span<UInt8>) {
        // The name as a big-endian number; the two names that count have at most eight bytes.
        var name: UInt64 = 0
        var isName = true
        var isWeight = false
        var isRefused = false
        var position = 0
        for index in member.indices {
            let byte = Self.lowercased(member[index])
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { continue }
            if byte == UInt8(ascii: ";") {
                isName = false
                position = 0
                continue
            }
            switch (isName, position) {
            case (true, 0..<8): name = name << 8 | UInt64(byte)
            case (true, _): return
            case (false, 0): isWeight = byte == UInt8(ascii: "q")
            case (false, 1): isWeight = isWeight && byte == UInt8(ascii: "=")
            case (false, 2) where isWeight: isRefused = byte == UInt8(ascii: "0")
            default: if isWeight, UInt8(ascii: "1")...UInt8(ascii: "9") ~= byte { isRefused = false }
            }
            position += 1
        }
        if isRefused { return }
        if name == Self.gzipName { gzip = true }
        if name == Self.brotliName { brotli = true }
    }

    private static let gzipName: UInt64 = 0x677A_6970
    private static let brotliName: UInt64 = 0x6272

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}

/// The key of an object: a path below a root, decoded once.
package struct ObjectKey {
    /// The key without a leading slash; empty for the root itself.
    package let text: String

    /// Decodes a path; nil if it is malformed or has `.` or `..` segments.
    package init?(path: String) {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var bytes: [UInt8] = []
        var rest = path.utf8.dropFirst()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Self.digit),
                let low = rest.popFirst().flatMap(Self.digit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(".."), !parts.contains(".") else { return nil }
        self.text = text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}

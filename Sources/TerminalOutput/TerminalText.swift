extension String {
    /// The text in one line that a terminal does not obey: newlines become spaces, other control characters `?`.
    package var inOneLine: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        let lines = split(whereSeparator: \.isNewline).joined(separator: " ")
        let printable = lines.unicodeScalars.lazy.map { $0 == "\t" ? " " : $0.isControl ? "?" : $0 }
        return String(UnicodeScalarView(printable))
    }

    /// The text, padded with spaces to a width.
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

extension Unicode.Scalar {
    /// True for C0 and C1 of ISO 6429, and for DEL.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}

extension String {
    /// The text in one line, with nothing in it that a terminal would obey: breaks become spaces, other controls `?`.
    var inOneLine: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        let lines = split(whereSeparator: \.isNewline).joined(separator: " ")
        var text = ""
        for scalar in lines.unicodeScalars {
            text.unicodeScalars.append(scalar == "\t" ? " " : scalar.isControl ? "?" : scalar)
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Whether it is of ISO 6429's C0 or C1, or DEL.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}

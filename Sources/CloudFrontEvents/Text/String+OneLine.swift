extension String {
    /// The text as messages quote it: what is not printable or not ASCII is escaped; cut after 256 characters.
    ///
    /// Quotes and backslashes stay as they are, since messages are read and not parsed.
    var onOneLine: String {
        var quoted = ""
        for scalar in unicodeScalars.prefix(256) {
            if (0x20...0x7E).contains(scalar.value) {
                quoted.unicodeScalars.append(scalar)
            } else {
                quoted += scalar.escaped(asASCII: true)
            }
        }
        return unicodeScalars.count > 256 ? quoted + "..." : quoted
    }
}

extension String {
    /// The text as messages quote it: not printable or not ASCII escaped, and cut after 256 characters.
    var onOneLine: String {
        var quoted = ""
        for scalar in unicodeScalars.prefix(256) { quoted += scalar.escaped(asASCII: true) }
        return unicodeScalars.count > 256 ? quoted + "..." : quoted
    }
}

extension String {
    /// The text as a message may quote it: escaped where it is not printable ASCII, and cut where it is long.
    var onOneLine: String {
        var quoted = ""
        for scalar in unicodeScalars.prefix(256) { quoted += scalar.escaped(asASCII: true) }
        return unicodeScalars.count > 256 ? quoted + "..." : quoted
    }
}

extension String {
    /// The text with `<`, `>` and `&` escaped, as the content of an HTML, XML or SVG element.
    package var escapedMarkup: String {
        var markup = ""
        for character in self {
            switch character {
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "&": markup += "&amp;"
            default: markup.append(character)
            }
        }
        return markup
    }
}

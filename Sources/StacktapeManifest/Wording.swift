/// How problems put things into words.
enum Wording {
    private static let longestQuote = 60
    private static let longestList = 12

    /// A text of the manifest in quotation marks, on one line and not too long.
    static func quoted(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(longestQuote) {
            line.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
        }
        return "\"\(line)\(text.unicodeScalars.count > longestQuote ? "…" : "")\""
    }

    /// What was expected in the place of a name: the nearest one, and all if they are not too many.
    static func expectation(_ names: [String], for name: String) -> String {
        let all = names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))"
        guard !names.isEmpty else { return "expected none" }
        guard let nearest = nearest(to: name, among: names) else { return "expected \(all)" }
        let question = "did you mean \(quoted(nearest))?"
        return names.count > longestList || names.count == 1 ? question : "\(question) expected \(all)"
    }

    /// The name that was probably meant; nil when none is near.
    static func nearest(to name: String, among names: [String]) -> String? {
        let allowed = max(2, (name.count + 2) / 3)
        guard name.count <= longestQuote else { return nil }
        let distances = names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= allowed && best.distance < name.count ? best.name : nil
    }

    /// How many letters have to be put in, taken out, replaced or swapped with their neighbour.
    private static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one), Array(other))
        var before: [Int] = []
        var last = Array(0...other.count)
        for (row, letter) in one.enumerated() {
            var line = [row + 1]
            for (column, otherLetter) in other.enumerated() {
                var least = min(
                    last[column + 1] + 1,
                    line[column] + 1,
                    last[column] + (letter == otherLetter ? 0 : 1)
                )
                if row > 0, column > 0, letter == other[column - 1], one[row - 1] == otherLetter {
                    least = min(least, before[column - 1] + 1)
                }
                line.append(least)
            }
            (before, last) = (last, line)
        }
        return last[other.count]
    }
}

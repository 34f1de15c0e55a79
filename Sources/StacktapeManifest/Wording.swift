import Invocations

/// Words the recurring parts of problems.
enum Wording {
    private static let longestQuote = 60
    private static let longestList = 12

    /// Quotes a string of the manifest, on one line and shortened.
    static func quoted(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(longestQuote) {
            line.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
        }
        return "\"\(line)\(text.unicodeScalars.count > longestQuote ? "…" : "")\""
    }

    /// Puts "a" or "an" before a type, as it is spoken.
    static func withArticle(_ type: String) -> String {
        let hasVowel = type.hasPrefix("http") || type.first.map { "aeio".contains($0) } == true
        return "\(hasVowel ? "an" : "a") \(type)"
    }

    /// Says which names are allowed: the nearest one, and all if they are few.
    static func expectation(_ names: [String], for name: String) -> String {
        let all = names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))"
        guard !names.isEmpty else { return "expected none" }
        guard let nearest = name.nearest(among: names) else { return "expected \(all)" }
        let question = "did you mean \(quoted(nearest))?"
        return names.count > longestList || names.count == 1 ? question : "\(question) expected \(all)"
    }
}

/// Interprets unquoted scalars by YAML's core schema (YAML 1.2.2, 10.3.2).
enum PlainScalar {
    static func content(of text: String) -> Value.Content {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .boolean(true)
        case "false", "False", "FALSE": .boolean(false)
        default: number(text) ?? .text(text)
        }
    }

    private static func number(_ text: String) -> Value.Content? {
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).map(Value.Content.integer) }
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map(Value.Content.integer) }
        let digits = text.drop { $0 == "-" || $0 == "+" }
        guard text.utf8.count - digits.utf8.count <= 1, let first = digits.utf8.first,
            isDigit(first) || first == UInt8(ascii: "."),
            digits.utf8.allSatisfy({ isDigit($0) || ".eE+-".utf8.contains($0) })
        else { return nil }
        if digits.utf8.allSatisfy(isDigit), let whole = Int(text) { return .integer(whole) }
        return Double(text).map(Value.Content.decimal)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

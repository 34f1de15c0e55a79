/// Holds a JSON number by its text, so that it leaves as it came: `5`, `5.0` and `5e0` stay apart.
public struct JSONNumber: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// The number as JSON writes it.
    public let text: String

    /// Wraps text that is known to be a JSON number.
    init(validated text: String) { self.text = text }

    /// Creates a whole number.
    public init(_ value: Int) { text = String(value) }

    /// Creates a whole number from a literal.
    public init(integerLiteral value: Int) { self.init(value) }

    /// The value, if the text is a whole number without a fraction or an exponent.
    public var integer: Int? { Int(text) }

    /// The number as JSON writes it.
    public var description: String { text }
}

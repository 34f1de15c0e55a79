/// A JSON number, kept as text so that it is written as it was read: `5`, `5.0` and `5e0` differ.
public struct JSONNumber: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// The number as JSON text.
    public let text: String

    /// Wraps text; expects a JSON number.
    init(validated text: String) { self.text = text }

    /// Creates a whole number.
    public init(_ value: Int) { text = String(value) }

    /// Creates a whole number from a literal.
    public init(integerLiteral value: Int) { self.init(value) }

    /// The value; nil if the text has a fraction or an exponent.
    public var integer: Int? { Int(text) }

    /// The number as JSON text.
    public var description: String { text }
}

/// Keeps the members of an object that this model does not know, as the JSON text they came in.
public struct UnknownMembers: Sendable, Hashable {
    /// The members as they stand in an object, `"name":value`, separated by commas.
    var json: [UInt8] {
        get { members ?? [] }
        set { members = newValue.isEmpty ? nil : newValue }
    }

    /// Nothing where there are none, so that the many copies of no members cost nothing.
    private var members: [UInt8]?

    /// Creates an empty set of members.
    public init() {}

    /// Tells whether there are none.
    public var isEmpty: Bool { members == nil }

    /// The members as JSON text, separated by commas and without braces.
    public var text: String { String(decoding: json, as: UTF8.self) }
}

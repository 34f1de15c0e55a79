/// The members of an object that this model does not know, as JSON text.
public struct UnknownMembers: Sendable, Hashable {
    /// The members as in an object, `"name":value`, separated by commas.
    var json: [UInt8] {
        get { members ?? [] }
        set { members = newValue.isEmpty ? nil : newValue }
    }

    /// Nil instead of an empty array, so that copies of an empty set cost nothing.
    private var members: [UInt8]?

    /// Creates an empty set of members.
    public init() {}

    /// True if there are no members.
    public var isEmpty: Bool { members == nil }

    /// The members as JSON text, separated by commas and without braces.
    public var text: String { String(decoding: json, as: UTF8.self) }
}

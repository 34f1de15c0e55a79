/// Keeps the members of an object that this model does not know, as the JSON text they came in.
public struct UnknownMembers: Sendable, Hashable {
    /// The members as they stand in an object, `"name":value`, separated by commas.
    var json: [UInt8] = []

    /// Creates an empty set of members.
    public init() {}

    /// Tells whether there are none.
    public var isEmpty: Bool { json.isEmpty }

    /// The members as JSON text, separated by commas and without braces.
    public var text: String { String(decoding: json, as: UTF8.self) }

    /// Reads the value of a member that no case of the caller's `switch` knows, and keeps both.
    mutating func keep(_ key: JSONKey, from reader: inout JSONReader) throws(JSONFailure) {
        _ = reader.peek()
        let start = reader.position
        try reader.skipValue()
        if !json.isEmpty { json.append(UInt8(ascii: ",")) }
        // The name as it was written: its quotes stand on both sides of the range.
        key.view.append((key.range.lowerBound - 1)..<(key.range.upperBound + 1), to: &json)
        json.append(UInt8(ascii: ":"))
        reader.view.append(start..<reader.position, to: &json)
    }
}

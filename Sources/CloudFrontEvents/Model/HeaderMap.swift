/// Holds headers in order, several values to a name, each with the casing it had on the wire.
///
/// In an event this is a map of lower-case names to arrays of `{key, value}` (C:lambda-event-structure). Here
/// it is one flat list in which the fields of one name stand together.
public struct HeaderMap: Sendable, Hashable {
    /// One value of one header.
    public struct Field: Sendable, Hashable {
        /// The name in lower case, by which the map is keyed.
        public let name: String
        /// The name as on the wire; nil where a handler left it out.
        public var key: String?
        /// The value as it stands, not parsed.
        public var value: String
        /// What else the entry holds.
        public var unknownMembers: UnknownMembers

        /// Creates a field; the map's name is the key's lower case.
        public init(_ key: String, _ value: String) {
            self.init(name: key.asciiLowercased, key: key, value: value)
        }

        init(name: String, key: String?, value: String, unknownMembers: UnknownMembers = UnknownMembers()) {
            self.name = name
            self.key = key
            self.value = value
            self.unknownMembers = unknownMembers
        }

        /// The name that goes on the wire: a missing key is the name with initial capitals, as Lambda@Edge
        /// inserts it (C:lambda-event-structure).
        public var wireName: String { key ?? name.asciiCapitalizedByHyphen }

        /// The name that goes on where the key may be another header's: the key where it is the map's name in some
        /// casing, else the map's name with initial capitals (spec section 7, row 12).
        public var forwardedName: String {
            guard let key, key.isASCIILowercased(as: name) else { return name.asciiCapitalizedByHyphen }
            return key
        }
    }

    var fields: [Field] = []

    /// Creates an empty map.
    public init() {}

    /// All values of a header, by its name in any casing.
    public subscript(name: String) -> [String] {
        let name = name.asciiLowercased
        return fields.lazy.filter { $0.name == name }.map(\.value)
    }

    /// The first value of a header, by its name in any casing.
    public func first(_ name: String) -> String? {
        let name = name.asciiLowercased
        return fields.first { $0.name == name }?.value
    }

    /// Tells whether there is a header of this name in any casing.
    public func contains(_ name: String) -> Bool {
        let name = name.asciiLowercased
        return fields.contains { $0.name == name }
    }

    /// Adds a value after those that the header has.
    public mutating func append(_ key: String, _ value: String) { append(Field(key, value)) }

    /// Gives a header this value alone, in the place of its first.
    public mutating func set(_ key: String, _ value: String) {
        let field = Field(key, value)
        guard let index = fields.firstIndex(where: { $0.name == field.name }) else {
            fields.append(field)
            return
        }
        let end = fields[index...].firstIndex { $0.name != field.name } ?? fields.endIndex
        fields.replaceSubrange(index..<end, with: [field])
    }

    /// Removes every value of a header.
    public mutating func remove(_ name: String) {
        let name = name.asciiLowercased
        fields.removeAll { $0.name == name }
    }

    /// The fields that differ from another map's, and those that they stand in the place of: all between the
    /// first and the last difference; nil when there is none.
    func difference(from given: HeaderMap) -> (ArraySlice<Field>, ArraySlice<Field>)? {
        let shorter = Swift.min(fields.count, given.fields.count)
        var start = 0
        while start < shorter, fields[start] == given.fields[start] { start += 1 }
        guard start < Swift.max(fields.count, given.fields.count) else { return nil }
        var (end, givenEnd) = (fields.count, given.fields.count)
        while end > start, givenEnd > start, fields[end - 1] == given.fields[givenEnd - 1] {
            end -= 1
            givenEnd -= 1
        }
        return (fields[start..<end], given.fields[start..<givenEnd])
    }

    /// Adds a field behind the last of its name.
    mutating func append(_ field: Field) {
        guard let last = fields.lastIndex(where: { $0.name == field.name }) else {
            fields.append(field)
            return
        }
        fields.insert(field, at: last + 1)
    }

}

extension HeaderMap: RandomAccessCollection {
    /// The position of the first field.
    public var startIndex: Int { 0 }
    /// The position after the last field.
    public var endIndex: Int { fields.count }
    /// The field at a position.
    public subscript(position: Int) -> Field { fields[position] }
}

extension String {
    /// The text with A to Z in lower case; header names have no other letters (RFC 9110, 5.1).
    var asciiLowercased: String {
        guard utf8.contains(where: { $0 &- UInt8(ascii: "A") < 26 }) else { return self }
        return String(decoding: utf8.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Tells whether ``asciiLowercased`` is another text, without making it.
    func isASCIILowercased(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { ($0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0) == $1 }
    }

    /// The text with an initial capital after every hyphen: `content-type` gives `Content-Type`.
    var asciiCapitalizedByHyphen: String {
        var atStart = true
        let bytes = utf8.map { byte in
            defer { atStart = byte == UInt8(ascii: "-") }
            return atStart && byte &- UInt8(ascii: "a") < 26 ? byte & 0xDF : byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

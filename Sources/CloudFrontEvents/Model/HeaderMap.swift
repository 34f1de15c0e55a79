/// Headers in order, with several values per name and the casing that each name had on the wire.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// var headers = HeaderMap()
/// headers.set("Cache-Control", "max-age=60")
/// headers.append("Set-Cookie", "a=1")
/// headers.append("Set-Cookie", "b=2")
/// print(headers["set-cookie"], headers.first("cache-control") ?? "")  // ["a=1", "b=2"] max-age=60
/// for field in headers { print(field.wireName, field.value) }
/// ```
///
/// In JSON this is a map of lower-case names to arrays of `{key, value}` (C:lambda-event-structure). Here it is
/// one flat list in which the fields of a name are adjacent.
public struct HeaderMap: Sendable, Hashable {
    /// One value of one header.
    public struct Field: Sendable, Hashable {
        /// The name in lower case: the key of the JSON map.
        public let name: String
        /// The name as on the wire; nil if a handler omitted it.
        public var key: String?
        /// The value, not parsed.
        public var value: String
        /// The unknown members of the entry.
        public var unknownMembers: UnknownMembers

        /// Creates a field of a name in any casing.
        public init(_ key: String, _ value: String) {
            self.init(name: key.asciiLowercased, key: key, value: value)
        }

        init(name: String, key: String?, value: String, unknownMembers: UnknownMembers = UnknownMembers()) {
            self.name = name
            self.key = key
            self.value = value
            self.unknownMembers = unknownMembers
        }

        /// The name on the wire: the key, or the name with initial capitals, as Lambda@Edge inserts it
        /// (C:lambda-event-structure).
        public var wireName: String { key ?? name.asciiCapitalizedByHyphen }

        /// The name to forward: the key if it is ``name`` in any casing, otherwise the name with initial capitals
        /// (docs/platform.md, "Choices", 12).
        package var forwardedName: String {
            guard let key, key.isASCIILowercased(as: name) else { return name.asciiCapitalizedByHyphen }
            return key
        }
    }

    var fields: [Field] = []

    /// Creates an empty map.
    public init() {}

    /// Returns all values of a header, by its name in any casing.
    public subscript(name: String) -> [String] {
        let name = name.asciiLowercased
        return fields.lazy.filter { $0.name == name }.map(\.value)
    }

    /// Returns the first value of a header, by its name in any casing.
    public func first(_ name: String) -> String? {
        let name = name.asciiLowercased
        return fields.first { $0.name == name }?.value
    }

    /// Returns true if there is a header of this name, in any casing.
    public func contains(_ name: String) -> Bool {
        let name = name.asciiLowercased
        return fields.contains { $0.name == name }
    }

    /// Adds a value after the header's other values.
    public mutating func append(_ key: String, _ value: String) { append(Field(key, value)) }

    /// Replaces all values of a header by one, at the position of the first.
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

    /// Returns the fields from the first to the last difference to another map, and the fields of that map that
    /// they replace; nil if there is no difference.
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

    /// Adds a field after the last of its name.
    mutating func append(_ field: Field) {
        guard let last = fields.lastIndex(where: { $0.name == field.name }) else {
            fields.append(field)
            return
        }
        fields.insert(field, at: last + 1)
    }
}

extension HeaderMap: RandomAccessCollection {
    /// The index of the first field.
    public var startIndex: Int { 0 }
    /// The index after the last field.
    public var endIndex: Int { fields.count }
    /// Returns the field at an index.
    public subscript(position: Int) -> Field { fields[position] }
}

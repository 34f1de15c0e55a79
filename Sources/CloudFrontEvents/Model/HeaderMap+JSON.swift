extension HeaderMap {
    /// Reads a map of names to arrays of entries.
    ///
    /// A name that occurs twice, in any casing, has the values of both, in order.
    init(from reader: inout JSONReader) throws(JSONFailure) {
        var place = try reader.enterObject(expected: "an object of headers")
        fields.reserveCapacity(16)
        var filter = NameFilter()
        while let key = try reader.nextKey(&place) {
            let name = key.lowercased
            let mayRepeat = filter.insert(key)
            var entries = try reader.enterArray(expected: "an array of header entries")
            while try reader.nextElement(&entries) {
                try readEntry(of: name, mayRepeat: mayRepeat, from: &reader)
            }
        }
    }

    private mutating func readEntry(
        of name: String,
        mayRepeat: Bool,
        from reader: inout JSONReader
    ) throws(JSONFailure) {
        var field = Field(name: name, key: nil, value: "")
        var values: [String]?
        var hasValue = false
        var place = try reader.enterObject(expected: "an object with a \"value\"")
        let start = reader.position &- 1
        while let key = try reader.nextKey(&place) {
            switch key {
            case "key": field.key = try reader.string()
            case "value":
                hasValue = true
                // Lambda@Edge takes "string or array of string" here, in its own words (I:aws-samples/cloudfront-authorization-at-edge#12).
                values = reader.peek() == UInt8(ascii: "[") ? try reader.strings() : nil
                if values == nil {
                    field.value = try reader.string(expected: "a string or an array of strings")
                }
            default: try field.unknownMembers.keep(key, from: &reader)
            }
        }
        guard hasValue else { throw JSONFailure(.missing, at: start, expected: "the member \"value\"") }
        guard let values else { return add(field, mayRepeat: mayRepeat) }
        for value in values {
            field.value = value
            add(field, mayRepeat: mayRepeat)
        }
    }

    private mutating func add(_ field: Field, mayRepeat: Bool) {
        if mayRepeat { append(field) } else { fields.append(field) }
    }

    /// Writes the map, each name once with all its entries.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            var index = 0
            while index < fields.count {
                let name = fields[index].name
                writer.key(name)
                writer.array { writer in
                    repeat {
                        fields[index].write(to: &writer)
                        index += 1
                    } while index < fields.count && fields[index].name == name
                }
            }
        }
    }
}

extension HeaderMap.Field {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("key", key)
            writer.member("value", value)
            writer.members(unknownMembers)
        }
    }
}

/// Tells most names that are new from those that may have been there, so that few need a search.
private struct NameFilter {
    private var bits = InlineArray<32, UInt64>(repeating: 0)
    /// Names with escapes are not hashed; after one, every name may have been there.
    private var isBlind = false

    /// Adds a name; false if it is surely new.
    mutating func insert(_ name: JSONKey) -> Bool {
        isBlind = isBlind || name.isEscaped
        guard !isBlind else { return true }
        let index = Int(name.view.caselessHash(name.range) >> 53)
        let bit: UInt64 = 1 << UInt64(index & 63)
        defer { bits[index >> 6] |= bit }
        return bits[index >> 6] & bit != 0
    }
}

extension JSONReader {
    /// Reads an array of strings.
    mutating func strings() throws(JSONFailure) -> [String] {
        var strings: [String] = []
        var place = try enterArray(expected: "an array of strings")
        while try nextElement(&place) { strings.append(try string()) }
        return strings
    }
}

extension HeaderMap {
    /// Reads a map of names to arrays of entries; names that differ only in casing are merged in order.
    init(from reader: inout JSONReader) throws(JSONFailure) {
        var cursor = try reader.enterObject(expected: "an object of headers")
        fields.reserveCapacity(16)
        var filter = NameFilter()
        while let key = try reader.nextKey(&cursor) {
            let traits = key.view.nameTraits(key.range)
            let isFolded = !key.isEscaped && !traits.mayHaveUppercase
            let name = isFolded ? key.string : key.string.asciiLowercased
            let mayRepeat = filter.insert(traits.hash, isEscaped: key.isEscaped)
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
        var wireName: String?
        var values: [String]?
        var value: String?
        var unknownMembers = UnknownMembers()
        var cursor = try reader.enterObject(expected: "an object with a \"value\"")
        let start = reader.position &- 1
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "key": wireName = try reader.string()
            case "value":
                if reader.peek() == UInt8(ascii: "[") {
                    // Lambda@Edge accepts an array here (I:aws-samples/cloudfront-authorization-at-edge#12).
                    (value, values) = (nil, try reader.strings())
                } else {
                    value = try reader.string(expected: "a string or an array of strings")
                    values = nil
                }
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
        if let value {
            let field = Field(name: name, key: wireName, value: value, unknownMembers: unknownMembers)
            if mayRepeat { append(field) } else { fields.append(field) }
        } else if let values {
            for value in values {
                append(Field(name: name, key: wireName, value: value, unknownMembers: unknownMembers))
            }
        } else {
            throw JSONFailure(.missing, at: start, expected: "the member \"value\"")
        }
    }

    /// Writes the map, each name once with all its entries.
    func write(to writer: inout some ValueWriter) {
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
    fileprivate func write(to writer: inout some ValueWriter) {
        if let key, unknownMembers.isEmpty {
            writer.entry(key: key, value: value)
            return
        }
        writer.object { writer in
            writer.member(.key, key)
            writer.member(.value, value)
            writer.members(unknownMembers)
        }
    }
}

/// A Bloom filter of names, so that only names that may repeat need a search.
private struct NameFilter {
    private var bits = InlineArray<32, UInt64>(repeating: 0)
    /// True after a name with escapes, whose hash is unknown: from then on every name may repeat.
    private var isBlind = false

    /// Adds a name; false if it is certainly new.
    mutating func insert(_ hash: UInt64, isEscaped: Bool) -> Bool {
        isBlind = isBlind || isEscaped
        guard !isBlind else { return true }
        let index = Int(hash >> 53)
        let bit: UInt64 = 1 << UInt64(index & 63)
        defer { bits[index >> 6] |= bit }
        return bits[index >> 6] & bit != 0
    }
}

extension JSONReader {
    mutating func headers() throws(JSONFailure) -> HeaderMap { try HeaderMap(from: &self) }
}

extension ValueReader {
    /// Reads an array of strings.
    mutating func strings() throws(JSONFailure) -> [String] {
        var strings: [String] = []
        var cursor = try enterArray(expected: "an array of strings")
        while try nextElement(&cursor) { strings.append(try string()) }
        return strings
    }
}

/// A destination that the model encodes itself to: JSON text or a tape.
protocol ValueWriter {
    mutating func object(_ members: (inout Self) -> Void)
    mutating func array(_ elements: (inout Self) -> Void)
    mutating func key(_ name: MemberName)
    mutating func key(_ name: String)
    mutating func string(_ value: String)
    mutating func number(_ value: JSONNumber)
    mutating func bool(_ value: Bool)
    /// Writes the object `{"key":…,"value":…}`.
    mutating func entry(key: String, value: String)
    /// Writes unknown members unchanged.
    mutating func members(_ unknown: UnknownMembers)
}

extension ValueWriter {
    /// Writes a member with a string, unless it is nil.
    @inline(__always)
    mutating func member(_ name: MemberName, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// Writes a member with a number, unless it is nil.
    mutating func member(_ name: MemberName, _ value: JSONNumber?) {
        guard let value else { return }
        key(name)
        number(value)
    }

    /// Writes a member with an array of strings, unless it is nil.
    mutating func member(_ name: MemberName, _ values: [String]?) {
        guard let values else { return }
        key(name)
        array { writer in
            for value in values { writer.string(value) }
        }
    }
}

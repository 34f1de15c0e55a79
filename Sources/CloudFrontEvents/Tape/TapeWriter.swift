/// Lays a value out on a tape.
struct TapeWriter: ValueWriter {
    private var text: [UInt8] = []
    private var tokens: [Int32] = []
    /// Whether the tape says all that JSON text would.
    private var isComplete = true

    init(textCapacity: Int, tokenCapacity: Int) {
        text.reserveCapacity(textCapacity)
        tokens.reserveCapacity(tokenCapacity)
    }

    /// What was written; nil when a tape cannot hold it: text beyond ASCII, members that the model does not know,
    /// numbers that are not whole.
    var tape: Tape? {
        let isPlain = isComplete && text.allSatisfy { $0 < 0x80 }
        return isPlain ? Tape(text: text, tokens: tokens) : nil
    }

    mutating func object(_ members: (inout TapeWriter) -> Void) {
        tokens.append(Tape.token(.object))
        members(&self)
        tokens.append(Tape.token(.endOfObject))
    }

    mutating func array(_ elements: (inout TapeWriter) -> Void) {
        tokens.append(Tape.token(.array))
        elements(&self)
        tokens.append(Tape.token(.endOfArray))
    }

    mutating func key(_ name: MemberName) { tokens.append(Tape.token(.name, Int(name.rawValue))) }

    mutating func key(_ name: String) { append(.key, name) }

    mutating func string(_ value: String) { append(.string, value) }

    mutating func number(_ value: JSONNumber) {
        append(.json, value.text)
        isComplete = isComplete && value.text.utf8.count <= 15 && value.integer != nil && value.text != "-0"
    }

    mutating func bool(_ value: Bool) { tokens.append(Tape.token(value ? .true : .false)) }

    mutating func entry(key: String, value: String) {
        append(.entry, key)
        tokens.append(Int32(truncatingIfNeeded: value.utf8.count))
        text.append(contentsOf: value.utf8)
    }

    mutating func members(_ unknown: UnknownMembers) { isComplete = isComplete && unknown.isEmpty }

    private mutating func append(_ kind: Tape.Kind, _ string: String) {
        tokens.append(Tape.token(kind, string.utf8.count))
        text.append(contentsOf: string.utf8)
    }
}

extension CloudFrontEvent {
    /// The record as a tape; nil when only JSON text can tell all of it.
    public func tape() -> Tape? {
        let bodyLength = request.body?.data?.utf8.count ?? 0
        let fields = request.headers.count + (response?.headers.count ?? 0)
        var writer = TapeWriter(textCapacity: 512 + 64 * fields + bodyLength, tokenCapacity: 96 + 8 * fields)
        write(to: &writer)
        return writer.tape
    }
}

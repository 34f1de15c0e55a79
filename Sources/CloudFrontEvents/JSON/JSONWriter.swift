/// Builds compact JSON text; knows nothing of values but how they are written.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether the next member or element needs a comma before it.
    private var needsComma = false

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    // MARK: Structure

    @inline(__always)
    mutating func object(_ members: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    @inline(__always)
    mutating func array(_ elements: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "["))
        elements(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes a member's name, which must need no escape, and the colon after it.
    @inline(__always)
    mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(literal: name)
        bytes.append(literal: "\":")
    }

    mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    mutating func string(_ value: String) {
        separate()
        needsComma = true
        bytes.append(UInt8(ascii: "\""))
        ByteView.lend(value.utf8) { view in
            var start = 0
            while true {
                let end = view.endOfPlainText(from: start, passing8Bit: true)
                view.append(start..<end, to: &bytes)
                guard end < view.count else { break }
                escape(view[end])
                start = end &+ 1
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func number(_ value: JSONNumber) {
        separate()
        needsComma = true
        bytes.append(contentsOf: value.text.utf8)
    }

    mutating func bool(_ value: Bool) {
        separate()
        needsComma = true
        bytes.append(literal: value ? "true" : "false")
    }

    /// Writes the members of an object as they came.
    mutating func members(_ unknown: UnknownMembers) {
        guard !unknown.isEmpty else { return }
        separate()
        needsComma = true
        bytes.append(contentsOf: unknown.json)
    }

    /// The escapes that `JSON.stringify` and `json.dumps` write.
    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(literal: "\\\"")
        case UInt8(ascii: "\\"): bytes.append(literal: "\\\\")
        case 0x08: bytes.append(literal: "\\b")
        case 0x09: bytes.append(literal: "\\t")
        case 0x0A: bytes.append(literal: "\\n")
        case 0x0C: bytes.append(literal: "\\f")
        case 0x0D: bytes.append(literal: "\\r")
        default:
            let digits: StaticString = byte < 0x10 ? "\\u000" : "\\u001"
            bytes.append(literal: digits)
            let low = byte & 0x0F
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }
}

extension JSONWriter {
    /// Writes a member that has a string.
    @inline(__always)
    mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// Writes a member that has a number.
    mutating func member(_ name: StaticString, _ value: JSONNumber?) {
        guard let value else { return }
        key(name)
        number(value)
    }

    /// Writes a member that has an array of strings.
    mutating func member(_ name: StaticString, _ values: [String]?) {
        guard let values else { return }
        key(name)
        array { writer in
            for value in values { writer.string(value) }
        }
    }
}

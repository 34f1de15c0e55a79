/// A writer of compact JSON text.
package struct JSONWriter: ValueWriter {
    /// The text so far, in UTF-8.
    package private(set) var bytes: [UInt8] = []
    /// True if the next member or element needs a comma before it.
    private var needsComma = false

    /// Starts an empty text with room for a number of bytes.
    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    // MARK: Structure

    /// Writes an object.
    @inline(__always)
    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Writes an array.
    @inline(__always)
    package mutating func array(_ elements: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "["))
        elements(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    @inline(__always)
    mutating func key(_ name: MemberName) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(literal: name.text)
        bytes.append(literal: "\":")
    }

    /// Writes a member's name; its value must follow.
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    /// Writes a string.
    package mutating func string(_ value: String) {
        separate()
        needsComma = true
        bytes.append(UInt8(ascii: "\""))
        bytes.append(escaping: value.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func number(_ value: JSONNumber) {
        separate()
        needsComma = true
        bytes.append(contentsOf: value.text.utf8)
    }

    /// Writes a member with a string.
    package mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes a member with a number, which must be finite.
    package mutating func member(_ name: String, _ value: some Numeric & CustomStringConvertible) {
        key(name)
        separate()
        needsComma = true
        bytes.append(contentsOf: value.description.utf8)
    }

    mutating func bool(_ value: Bool) {
        separate()
        needsComma = true
        bytes.append(literal: value ? "true" : "false")
    }

    mutating func entry(key: String, value: String) {
        object { writer in
            writer.member(.key, key)
            writer.member(.value, value)
        }
    }

    mutating func members(_ unknown: UnknownMembers) {
        guard !unknown.isEmpty else { return }
        separate()
        needsComma = true
        bytes.append(contentsOf: unknown.json)
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }
}

extension [UInt8] {
    /// Appends a string's UTF-8 with the escapes that JSON needs between quotes.
    mutating func append(escaping utf8: some Collection<UInt8>) {
        ByteView.lend(utf8) { view in
            var start = 0
            while true {
                let end = view.endOfPlainText(from: start, passing8Bit: true)
                view.append(start..<end, to: &self)
                guard end < view.count else { break }
                appendEscape(of: view[end])
                start = end &+ 1
            }
        }
    }

    /// Appends the escape that `JSON.stringify` and `json.dumps` write.
    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(literal: "\\\"")
        case UInt8(ascii: "\\"): append(literal: "\\\\")
        case 0x08: append(literal: "\\b")
        case 0x09: append(literal: "\\t")
        case 0x0A: append(literal: "\\n")
        case 0x0C: append(literal: "\\f")
        case 0x0D: append(literal: "\\r")
        default:
            let digits: StaticString = byte < 0x10 ? "\\u000" : "\\u001"
            append(literal: digits)
            let low = byte & 0x0F
            append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }
}

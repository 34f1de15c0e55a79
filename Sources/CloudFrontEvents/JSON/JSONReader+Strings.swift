/// A member's name, as a range of the text.
struct JSONKey {
    let view: ByteView
    /// The range between the quotes.
    let range: Range<Int>
    /// True if the name has escapes, which is rare.
    let isEscaped: Bool

    var string: String { isEscaped ? view.unescaped(range) : view.string(range) }

    func equals(_ name: String) -> Bool { isEscaped ? string == name : view.equals(range, name) }

    /// Matches a member name in a `switch`: length first, then bytes.
    @inline(__always)
    static func ~= (name: StaticString, key: JSONKey) -> Bool {
        guard !key.isEscaped else { return key.string == "\(name)" }
        return key.view.equals(key.range, name)
    }
}

extension JSONReader {
    mutating func keep(_ key: JSONKey, in unknown: inout UnknownMembers) throws(JSONFailure) {
        _ = peek()
        let start = position
        try skipValue()
        if !unknown.json.isEmpty { unknown.json.append(UInt8(ascii: ",")) }
        // The name as it was written, with the quotes around the range.
        key.view.append((key.range.lowerBound - 1)..<(key.range.upperBound + 1), to: &unknown.json)
        unknown.json.append(UInt8(ascii: ":"))
        view.append(start..<position, to: &unknown.json)
    }

    mutating func string(expected: StaticString) throws(JSONFailure) -> String {
        guard peek() == UInt8(ascii: "\"") else { throw try wrongType(expected: expected) }
        return try key().string
    }

    mutating func key() throws(JSONFailure) -> JSONKey {
        let start = position &+ 1
        let escaped = try skipString()
        let range = start..<(position &- 1)
        return JSONKey(view: view, range: range, isEscaped: escaped)
    }

    /// Passes over a string, checking every byte; returns true if it has escapes.
    @discardableResult
    mutating func skipString() throws(JSONFailure) -> Bool {
        position &+= 1
        var escaped = false
        while true {
            position = view.endOfPlainText(from: position)
            switch view[position] {
            case UInt8(ascii: "\""):
                position &+= 1
                return escaped
            case UInt8(ascii: "\\"):
                escaped = true
                try skipEscape()
            case 0x80...: try skipMultibyteCharacter()
            default:
                let atEnd = position >= view.count
                throw mistake(
                    expected: atEnd ? "the string's closing quote" : "an escape for a control character"
                )
            }
        }
    }

    private mutating func skipEscape() throws(JSONFailure) {
        let start = position
        switch view[start &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position &+= 2
        case UInt8(ascii: "u"):
            guard let unit = view.codeUnit(at: start) else {
                throw mistake(expected: "four hexadecimal digits after \\u")
            }
            position &+= 6
            if UTF16.isLeadSurrogate(unit), let low = view.codeUnit(at: position), UTF16.isTrailSurrogate(low)
            {
                position &+= 6
            } else if UTF16.isSurrogate(unit) {
                throw JSONFailure(.syntax, at: start, expected: "a surrogate escape in a pair")
            }
        default:
            throw mistake(expected: "one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
        }
    }

    /// Passes over a character of two to four bytes (The Unicode Standard, table 3-7).
    private mutating func skipMultibyteCharacter() throws(JSONFailure) {
        let second: ClosedRange<UInt8>
        let length: Int
        switch view[position] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw mistake(expected: "valid UTF-8")
        }
        var valid = second.contains(view[position &+ 1])
        for index in 2..<4 where index < length { valid = valid && view[position &+ index] & 0xC0 == 0x80 }
        guard valid else { throw mistake(expected: "valid UTF-8") }
        position &+= length
    }
}

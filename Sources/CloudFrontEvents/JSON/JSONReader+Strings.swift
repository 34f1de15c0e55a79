/// The name of a member, still where it stands in the text.
struct JSONKey {
    let view: ByteView
    /// Between the quotes.
    let range: Range<Int>
    /// The name itself, where it is written with escapes.
    let unescaped: String?

    var string: String { unescaped ?? view.string(range) }

    /// Matches a member name in a `switch`: length first, then bytes.
    @inline(__always)
    static func ~= (name: StaticString, key: JSONKey) -> Bool {
        guard key.unescaped == nil else { return key.unescaped == "\(name)" }
        return key.view.equals(key.range, name)
    }
}

extension JSONReader {
    mutating func string(expected: StaticString = "a string") throws(JSONFailure) -> String {
        guard peek() == UInt8(ascii: "\"") else { throw try wrongType(expected: expected) }
        let start = position &+ 1
        let escaped = try skipString()
        let range = start..<(position &- 1)
        return escaped ? unescape(range) : view.string(range)
    }

    mutating func key() throws(JSONFailure) -> JSONKey {
        let start = position &+ 1
        let escaped = try skipString()
        let range = start..<(position &- 1)
        return JSONKey(view: view, range: range, unescaped: escaped ? unescape(range) : nil)
    }

    /// Passes over a string, checking every byte; tells whether it holds escapes.
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
                throw JSONFailure(
                    .syntax,
                    at: position,
                    expected: atEnd ? "the string's closing quote" : "an escape for a control character"
                )
            }
        }
    }

    private mutating func skipEscape() throws(JSONFailure) {
        let start = position
        switch view[position &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position &+= 2
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(at: start) else {
                throw JSONFailure(.syntax, at: start, expected: "four hexadecimal digits after \\u")
            }
            position &+= 6
            if UTF16.isLeadSurrogate(unit), let low = codeUnit(at: position), UTF16.isTrailSurrogate(low) {
                position &+= 6
            } else if UTF16.isSurrogate(unit) {
                throw JSONFailure(.syntax, at: start, expected: "a surrogate escape in a pair")
            }
        default:
            throw JSONFailure(
                .syntax,
                at: start,
                expected: "one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
            )
        }
    }

    /// The value of the `\uXXXX` at an offset; nil if there is none.
    private func codeUnit(at offset: Int) -> UInt16? {
        guard view[offset] == UInt8(ascii: "\\"), view[offset &+ 1] == UInt8(ascii: "u") else { return nil }
        var unit: UInt16 = 0
        for index in 2..<6 {
            let digit: UInt8
            switch view[offset &+ index] {
            case let byte where byte &- UInt8(ascii: "0") < 10: digit = byte &- UInt8(ascii: "0")
            case let byte where (byte | 0x20) &- UInt8(ascii: "a") < 6:
                digit = (byte | 0x20) &- UInt8(ascii: "a") &+ 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Passes over one character of two to four bytes (The Unicode Standard, table 3-7).
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
        default: throw JSONFailure(.syntax, at: position, expected: "valid UTF-8")
        }
        var valid = second.contains(view[position &+ 1])
        for index in 2..<4 where index < length { valid = valid && view[position &+ index] & 0xC0 == 0x80 }
        guard valid else { throw JSONFailure(.syntax, at: position, expected: "valid UTF-8") }
        position &+= length
    }

    /// Resolves the escapes of a part that was checked by ``skipString()``.
    private func unescape(_ range: Range<Int>) -> String {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let plain = index
            while index < range.upperBound, view[index] != UInt8(ascii: "\\") {
                index = max(index &+ 1, view.endOfPlainText(from: index, passing8Bit: true))
            }
            index = min(index, range.upperBound)
            view.append(plain..<index, to: &utf8)
            guard index < range.upperBound else { break }
            switch view[index &+ 1] {
            case UInt8(ascii: "b"): utf8.append(0x08)
            case UInt8(ascii: "f"): utf8.append(0x0C)
            case UInt8(ascii: "n"): utf8.append(0x0A)
            case UInt8(ascii: "r"): utf8.append(0x0D)
            case UInt8(ascii: "t"): utf8.append(0x09)
            case UInt8(ascii: "u"):
                index = appendCharacter(at: index, to: &utf8)
                continue
            case let other: utf8.append(other)
            }
            index &+= 2
        }
        return String(decoding: utf8, as: UTF8.self)
    }

    /// Appends the character of one `\u` escape or of a pair; returns the offset after it.
    private func appendCharacter(at offset: Int, to utf8: inout [UInt8]) -> Int {
        guard let unit = codeUnit(at: offset) else { return offset &+ 2 }
        var value = UInt32(unit)
        var end = offset &+ 6
        if UTF16.isLeadSurrogate(unit), let low = codeUnit(at: end) {
            value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF))
            end &+= 6
        }
        if let scalar = Unicode.Scalar(value) { utf8.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
        return end
    }
}

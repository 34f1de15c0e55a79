extension ByteView {
    /// Returns a part with its escapes resolved; expects a part that ``JSONReader/skipString()`` checked.
    func unescaped(_ range: Range<Int>) -> String {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let plain = index
            while index < range.upperBound, self[index] != UInt8(ascii: "\\") {
                index = max(index &+ 1, endOfPlainText(from: index, passing8Bit: true))
            }
            index = min(index, range.upperBound)
            append(plain..<index, to: &utf8)
            guard index < range.upperBound else { break }
            switch self[index &+ 1] {
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

    /// Appends the character of a `\u` escape or a pair of them; returns the offset after it.
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

    /// Returns the bytes with every escape of a lone surrogate replaced by `\ufffd`; nil if there is none.
    func replacingLoneSurrogates() -> [UInt8]? {
        var replaced: [UInt8] = []
        append(0..<count, to: &replaced)
        var isReplaced = false
        var index = 0
        while index < count {
            guard self[index] == UInt8(ascii: "\\") else {
                index &+= 1
                continue
            }
            guard let unit = codeUnit(at: index), UTF16.isSurrogate(unit) else {
                index &+= 2
                continue
            }
            if UTF16.isLeadSurrogate(unit), let low = codeUnit(at: index &+ 6), UTF16.isTrailSurrogate(low) {
                index &+= 12
                continue
            }
            replaced.replaceSubrange((index &+ 2)..<(index &+ 6), with: "fffd".utf8)
            isReplaced = true
            index &+= 6
        }
        return isReplaced ? replaced : nil
    }

    /// Returns the value of the `\uXXXX` at an offset; nil if there is none.
    func codeUnit(at offset: Int) -> UInt16? {
        guard self[offset] == UInt8(ascii: "\\"), self[offset &+ 1] == UInt8(ascii: "u") else { return nil }
        var unit: UInt16 = 0
        for index in 2..<6 {
            let digit: UInt8
            switch self[offset &+ index] {
            case let byte where byte &- UInt8(ascii: "0") < 10: digit = byte &- UInt8(ascii: "0")
            case let byte where (byte | 0x20) &- UInt8(ascii: "a") < 6:
                digit = (byte | 0x20) &- UInt8(ascii: "a") &+ 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}

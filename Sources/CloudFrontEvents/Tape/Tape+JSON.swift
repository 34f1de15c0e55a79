extension Tape {
    /// The spacing of the interpreters' JSON text.
    package enum Spacing: Sendable, Hashable {
        /// None, as in `JSON.stringify`.
        case none
        /// A space after every comma and colon, as in `json.dumps`.
        case blanks
    }

    /// Returns the value as JSON text in UTF-8.
    ///
    /// The text of a malformed tape, whose tokens do not match its text, is not JSON.
    package func json(_ spacing: Spacing = .none) -> [UInt8] {
        var writer = TapeTextWriter(of: self, spacing)
        return writer.write()
    }
}

/// A writer of a tape's JSON text.
private struct TapeTextWriter {
    private let tape: Tape
    private let comma: StaticString
    private let colon: StaticString
    private var bytes: [UInt8] = []
    private var position = 0
    private var needsComma = false

    init(of tape: Tape, _ spacing: Tape.Spacing) {
        self.tape = tape
        comma = spacing == .none ? "," : ", "
        colon = spacing == .none ? ":" : ": "
        bytes.reserveCapacity(tape.text.count + 4 * tape.tokens.count)
    }

    mutating func write() -> [UInt8] {
        var index = 0
        while index < tape.tokens.count {
            let token = tape.tokens[index]
            index += 1
            guard let kind = Tape.Kind(rawValue: token & 15) else { return [] }
            if kind == .entry {
                guard index < tape.tokens.count else { return [] }
                separate()
                entry(key: readText(Int(token >> 4)), value: readText(Int(tape.tokens[index])))
                needsComma = true
                index += 1
            } else {
                write(kind, Int(token >> 4))
            }
        }
        return bytes
    }

    private mutating func write(_ kind: Tape.Kind, _ number: Int) {
        switch kind {
        case .null: word("null")
        case .false: word("false")
        case .true: word("true")
        case .object: open("{")
        case .array: open("[")
        case .endOfObject: close("}")
        case .endOfArray: close("]")
        case .json:
            separate()
            bytes.append(contentsOf: readText(number))
            needsComma = true
        case .string:
            separate()
            string(readText(number))
            needsComma = true
        case .key:
            separate()
            string(readText(number))
            bytes.append(literal: colon)
        case .name:
            separate()
            bytes.append(UInt8(ascii: "\""))
            bytes.append(literal: MemberName(rawValue: UInt8(clamping: number))?.text ?? "")
            bytes.append(UInt8(ascii: "\""))
            bytes.append(literal: colon)
        case .given:
            guard tape.given.indices.contains(number) else { return }
            let field = tape.given[number]
            separate()
            string(field.name.utf8)
            bytes.append(literal: colon)
            bytes.append(UInt8(ascii: "["))
            entry(key: (field.key ?? "").utf8, value: field.value.utf8)
            close("]")
        case .entry: break
        }
    }

    private mutating func word(_ word: StaticString) {
        separate()
        bytes.append(literal: word)
        needsComma = true
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func entry<Text: Collection<UInt8>>(key: Text, value: Text) {
        bytes.append(literal: "{\"key\"")
        bytes.append(literal: colon)
        string(key)
        bytes.append(literal: comma)
        bytes.append(literal: "\"value\"")
        bytes.append(literal: colon)
        string(value)
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func string(_ text: some Collection<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(escaping: text)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func readText(_ length: Int) -> ArraySlice<UInt8> {
        let end = min(tape.text.count, position + max(0, length))
        defer { position = end }
        return tape.text[position..<end]
    }

    private mutating func separate() {
        if needsComma { bytes.append(literal: comma) }
        needsComma = false
    }
}

/// Finds aliases in mapping keys before Yams composes a text.
///
/// Yams compares keys by their whole contents, and an alias expands to its anchor's node: a few lines of aliases to
/// aliases in a key would keep it busy for years. No manifest needs a key that is not a string.
struct AliasGuard {
    private let text: [UInt8]

    init(_ text: String) { self.text = Array(text.utf8) }

    /// Finds the first key that is not a string; nil when there is none, or no alias could be in it.
    func firstComposedKey() -> SourcePosition? {
        guard hasAlias else { return nil }
        for at in text.indices where isTokenStart(at) || isCloser(text[at]) {
            switch text[at] {
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if isColon(afterSpaces(at + 1)) { return position(at) }
            case UInt8(ascii: "*"):
                let end = endOfName(at + 1)
                if end > at + 1, isColon(afterSpaces(end)) { return position(at) }
            case UInt8(ascii: "?"):
                guard isSpace(at + 1) else { continue }
                let key = afterSpaces(at + 1)
                if key < text.count,
                    "*[{&!".utf8.contains(text[key]) || text[at..<key].contains(UInt8(ascii: "\n"))
                {
                    return position(at)
                }
            default: continue
            }
        }
        return nil
    }

    /// True if some anchor and some alias have the same name.
    private var hasAlias: Bool {
        let anchors = names(after: UInt8(ascii: "&"))
        return !anchors.isEmpty && !anchors.isDisjoint(with: names(after: UInt8(ascii: "*")))
    }

    private func names(after mark: UInt8) -> Set<ArraySlice<UInt8>> {
        let marks = text.indices.lazy.filter { text[$0] == mark && isTokenStart($0) }
        return Set(marks.map { text[($0 + 1)..<endOfName($0 + 1)] })
    }

    private func endOfName(_ start: Int) -> Int {
        text[start...].firstIndex { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                false
            default: true
            }
        } ?? text.count
    }

    private func isTokenStart(_ at: Int) -> Bool {
        at == 0 || isSpace(at - 1) || "[{,:".utf8.contains(text[at - 1])
    }

    private func isCloser(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") }

    private func isColon(_ at: Int) -> Bool {
        at < text.count && text[at] == UInt8(ascii: ":")
    }

    private func isSpace(_ at: Int) -> Bool { at >= text.count || " \t\r\n".utf8.contains(text[at]) }

    private func afterSpaces(_ start: Int) -> Int {
        text[start...].firstIndex { !" \t\r\n".utf8.contains($0) } ?? text.count
    }

    private func position(_ at: Int) -> SourcePosition { SourcePosition(of: at, in: text) }
}

extension SourcePosition {
    /// Creates the position of a byte of a text.
    init(of offset: Int, in text: [UInt8]) {
        let before = text[..<min(offset, text.count)]
        let line = before.lastIndex(of: UInt8(ascii: "\n")).map { before[($0 + 1)...] } ?? before
        self.init(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: line.count { $0 & 0xC0 != 0x80 } + 1
        )
    }
}

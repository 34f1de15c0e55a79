/// A parsed directive: `$Name('argument', $Nested(), 3).member.member`.
struct Directive: Equatable {
    /// An argument of a directive.
    indirect enum Argument: Equatable {
        case literal(Value.Content)
        case directive(Directive)
    }

    /// The reason why a directive has no value.
    struct Failure: Error {
        let message: String
    }

    /// The name, without its `$`.
    let name: String
    let arguments: [Argument]
    /// The members selected from its value, outermost first.
    let path: [String]
    /// The whole directive as written.
    let text: String

    /// Detects a directive: a `$`, a name and a parenthesis.
    static func begins(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "$") else { return false }
        let rest = text.utf8.dropFirst().drop(while: DirectiveParser.isPartOfName)
        return rest.first == UInt8(ascii: "(") && rest.startIndex > text.utf8.index(after: text.startIndex)
    }
}

extension Directive {
    /// Parses a string that is one directive.
    init(_ text: String) throws(Failure) {
        var parser = DirectiveParser(text)
        self = try parser.wholeText()
    }
}

/// Parses directives byte by byte.
struct DirectiveParser {
    private static let mostLevels = 32

    private let text: [UInt8]
    private var at = 0

    init(_ text: String) { self.text = Array(text.utf8) }

    static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    mutating func wholeText() throws(Directive.Failure) -> Directive {
        let directive = try directive(level: 0)
        guard at == text.count else {
            throw malformed(
                "unexpected \(Wording.quoted(string(at..<text.count))) after it",
                expected: ".member or nothing"
            )
        }
        return directive
    }

    private mutating func directive(level: Int) throws(Directive.Failure) -> Directive {
        guard level < Self.mostLevels else {
            throw Directive.Failure(message: "directives are nested more than \(Self.mostLevels) levels deep")
        }
        let start = at
        at += 1
        let name = text(while: Self.isPartOfName)
        guard !name.isEmpty, next == UInt8(ascii: "(") else {
            throw malformed("no parenthesis after $\(name)", expected: "$\(name)(…)")
        }
        at += 1
        let arguments = try arguments(of: name, level: level)
        var path: [String] = []
        while next == UInt8(ascii: ".") {
            at += 1
            let member = text { !" .,()".utf8.contains($0) }
            guard !member.isEmpty else { throw malformed("a dot with no name after it", expected: ".member") }
            path.append(member)
        }
        return Directive(name: name, arguments: arguments, path: path, text: string(start..<at))
    }

    private mutating func arguments(of name: String, level: Int) throws(Directive.Failure)
        -> [Directive.Argument]
    {
        var arguments: [Directive.Argument] = []
        skipSpaces()
        if next == UInt8(ascii: ")") {
            at += 1
            return []
        }
        while true {
            skipSpaces()
            arguments.append(try argument(of: name, level: level))
            skipSpaces()
            switch next {
            case UInt8(ascii: ","): at += 1
            case UInt8(ascii: ")"):
                at += 1
                return arguments
            case nil: throw malformed("$\(name)( is not closed", expected: ")")
            default:
                throw malformed(
                    "unexpected \(Wording.quoted(string(at..<text.count))) after an argument of $\(name)",
                    expected: ", or )"
                )
            }
        }
    }

    private mutating func argument(of name: String, level: Int) throws(Directive.Failure)
        -> Directive.Argument
    {
        switch next {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .literal(.text(try quotedText()))
        case UInt8(ascii: "$"): return .directive(try directive(level: level + 1))
        default:
            let word = text { !" ,)('\"".utf8.contains($0) }
            switch PlainScalar.content(of: word) {
            case .boolean(let boolean): return .literal(.boolean(boolean))
            case .integer(let number): return .literal(.integer(number))
            case .decimal(let number): return .literal(.decimal(number))
            case .text, .null, .list, .object, .placeholder:
                if word.isEmpty, next == nil { throw malformed("$\(name)( is not closed", expected: ")") }
                let found = word.isEmpty ? "an empty argument" : "the argument \(Wording.quoted(word))"
                throw malformed(
                    "\(found) of $\(name)",
                    expected: "a quoted string, a number, true, false or a directive"
                )
            }
        }
    }

    /// Reads a quoted string; a backslash escapes the quotation mark after it.
    private mutating func quotedText() throws(Directive.Failure) -> String {
        let mark = text[at]
        at += 1
        let start = at
        while let byte = next, byte != mark || text[at - 1] == UInt8(ascii: "\\") { at += 1 }
        guard next == mark else {
            throw malformed(
                "the string \(Wording.quoted(string(start..<at))) is not closed",
                expected: "a quotation mark"
            )
        }
        at += 1
        return string(start..<(at - 1))
    }

    private mutating func text(while isPart: (UInt8) -> Bool) -> String {
        let start = at
        while let byte = next, isPart(byte) { at += 1 }
        return string(start..<at)
    }

    private mutating func skipSpaces() { _ = text { " \t\r\n".utf8.contains($0) } }

    private var next: UInt8? { at < text.count ? text[at] : nil }

    private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

    private func malformed(_ found: String, expected: String) -> Directive.Failure {
        let directive = Wording.quoted(string(0..<text.count))
        return Directive.Failure(
            message: "the directive \(directive) is malformed: \(found), expected \(expected)"
        )
    }
}

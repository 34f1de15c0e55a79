import Yams

extension YAMLDocument.Failure {
    /// Converts an error of Yams into one line.
    init(_ error: YamlError, in text: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            if Self.isIndentedWithTab(mark.line, of: text) {
                self.init(
                    message: "not YAML: the line is indented with a tab, expected spaces",
                    position: SourcePosition(mark)
                )
                return
            }
            let context = context.map { "\($0.text.trimmingLast(" ")) from line \($0.mark.line): " } ?? ""
            self.init(message: "not YAML: \(context)\(problem)", position: SourcePosition(mark))
        case .reader(let problem, let offset, _, _):
            let before = offset.map { text.prefix($0) } ?? ""
            let position = SourcePosition(of: before.utf8.count, in: Array(text.utf8))
            self.init(message: "not YAML: \(problem)", position: position)
        case .duplicatedKeysInMapping(let names, let context):
            self = Self.duplicate(names.first ?? "", first: SourcePosition(context.mark), in: text)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(message: "not YAML: \(error)", position: .start)
        }
    }

    private static func isIndentedWithTab(_ number: Int, of text: String) -> Bool {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        return lines.dropFirst(number - 1).first?.prefix { $0 == " " || $0 == "\t" }.contains("\t") == true
    }

    /// Yams reports the position of the first key; the second is searched where block style would have it.
    private static func duplicate(_ name: String, first: SourcePosition, in text: String) -> Self {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (number, line) in lines.enumerated().dropFirst(first.line) {
            let content = line.drop { $0 == " " }
            guard !content.isEmpty, content.first != "#" else { continue }
            let column = line.count - content.count + 1
            if column < first.column { break }
            guard column == first.column else { continue }
            let bare = content.drop { $0 == "\"" || $0 == "'" }
            guard bare.hasPrefix(name) else { continue }
            let rest = bare.dropFirst(name.count).drop { $0 == "\"" || $0 == "'" || $0 == " " }
            if rest.hasPrefix(":") {
                return Self(
                    code: .refused,
                    message: "duplicate key \(Wording.quoted(name)), first in line \(first.line)",
                    position: SourcePosition(line: number + 1, column: column)
                )
            }
        }
        return Self(
            code: .refused,
            message: "duplicate key \(Wording.quoted(name)) in one object",
            position: first
        )
    }
}

extension String {
    fileprivate func trimmingLast(_ character: Character) -> Substring {
        last == character ? dropLast() : self[...]
    }
}

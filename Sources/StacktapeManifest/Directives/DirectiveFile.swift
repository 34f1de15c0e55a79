/// A file whose values a manifest includes: `$File('PATH')` and `$FileRaw('PATH')`.
enum DirectiveFile {
    typealias Failure = Directive.Failure

    private static let longest = 1 << 20
    private static let readers: [String: @Sendable (String) throws(Failure) -> Value.Content] = [
        "json": document, "yml": document, "yaml": document, "env": assignments, "ini": assignments,
    ]

    /// Reads the text of a file.
    static func text(of path: String) throws(Failure) -> String {
        guard let bytes = BoundedFile.bytes(of: path, atMost: longest + 1) else {
            throw Failure(message: "\(path) cannot be read, expected a file")
        }
        guard bytes.count <= longest, let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(message: "\(path): expected UTF-8 text of at most \(longest) bytes")
        }
        return text
    }

    /// Reads the value of a JSON, YAML, INI or .env file.
    static func content(of path: String) throws(Failure) -> Value.Content {
        let name = path.split(separator: "/").last ?? ""
        let ending = name.split(separator: ".").last.map(String.init) ?? ""
        guard let reader = readers[ending] else {
            throw Failure(message: "\(path): expected a name that ends in .json, .yml, .yaml, .ini or .env")
        }
        do {
            return try reader(try text(of: path))
        } catch {
            throw Failure(message: error.message.hasPrefix(path) ? error.message : "\(path):\(error.message)")
        }
    }

    private static func document(_ text: String) throws(Failure) -> Value.Content {
        let problems = Problems(file: "")
        let value: Value?
        do {
            value = try YAMLDocument.value(of: text, problems: problems)
        } catch {
            throw Failure(message: "\(error.position.line):\(error.position.column): \(error.message)")
        }
        if let problem = problems.sortedErrors.first {
            throw Failure(message: "\(problem.line):\(problem.column): \(problem.message)")
        }
        return value?.content ?? .null
    }

    /// Reads lines of `NAME=VALUE`, with or without sections; skips empty lines and comments (`#`, `;`).
    private static func assignments(_ text: String) throws(Failure) -> Value.Content {
        var members: [Value.Member] = []
        var section: (name: String, members: [Value.Member])?
        func member(_ name: String, _ content: Value.Content) -> Value.Member {
            Value.Member(name: name, position: .start, value: Value(content, at: .start))
        }
        func close() {
            if let section { members.append(member(section.name, .object(section.members))) }
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            let line = line.trimmingSpaces()
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[", line.last == "]" {
                close()
                section = (String(line.dropFirst().dropLast()), [])
                continue
            }
            guard let mark = line.firstIndex(of: "=") else {
                throw Failure(
                    message: "\(number + 1):1: \(Wording.quoted(String(line))), expected NAME=VALUE"
                )
            }
            let name = line[..<mark].trimmingPrefix("export ").trimmingSpaces()
            let value = line[line.index(after: mark)...].trimmingSpaces().unquoted
            let assignment = member(String(name), .text(String(value)))
            if section == nil { members.append(assignment) } else { section?.members.append(assignment) }
        }
        close()
        return .object(members)
    }
}

extension Value {
    /// Returns the value at the position of the directive that included it.
    func moved(to position: SourcePosition) -> Value {
        switch content {
        case .list(let values): Value(.list(values.map { $0.moved(to: position) }), at: position)
        case .object(let members):
            Value(
                .object(
                    members.map {
                        Member(name: $0.name, position: position, value: $0.value.moved(to: position))
                    }
                ),
                at: position
            )
        case .null, .boolean, .integer, .decimal, .text, .placeholder: Value(content, at: position)
        }
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }

    fileprivate var unquoted: Substring {
        guard count >= 2, let first, first == last, first == "\"" || first == "'" else { return self }
        return dropFirst().dropLast()
    }
}

import Yams

/// Converts a YAML text into values: one document, whose keys are unique strings.
struct YAMLDocument {
    /// The reason why a text is not such a document.
    struct Failure: Error {
        var code = ManifestError.Code.unreadable
        let message: String
        let position: SourcePosition
    }

    /// The maximum number of values, with aliases expanded.
    static let mostValues = 100_000
    /// The maximum depth of nested values.
    static let mostLevels = 100

    private var count = 0

    /// Parses a text; nil if it is empty.
    ///
    /// - Throws: the first syntax error.
    static func value(of text: String, problems: Problems) throws(Failure) -> Value? {
        if let position = AliasGuard(text).firstComposedKey() {
            throw Failure(
                message: "a key is a list, an object or an alias, expected a string",
                position: position
            )
        }
        guard let root = try compose(text) else { return nil }
        var document = YAMLDocument()
        return try document.value(of: root, level: 0, problems)
    }

    private static func compose(_ text: String) throws(Failure) -> Node? {
        do {
            // The basic resolver leaves every scalar a string, so that keys are compared as strings.
            return try Yams.compose(yaml: text, .basic, .default, .utf8)
        } catch let error as YamlError {
            throw Failure(error, in: text)
        } catch {
            throw Failure(message: "not YAML: \(error)", position: .start)
        }
    }

    private mutating func value(of node: Node, level: Int, _ problems: Problems) throws(Failure) -> Value {
        let position = SourcePosition(node.mark)
        count += 1
        guard count <= Self.mostValues else {
            throw Failure(
                message: "more than \(Self.mostValues) values once aliases are expanded",
                position: position
            )
        }
        guard level <= Self.mostLevels else {
            throw Failure(
                message: "lists and objects are nested more than \(Self.mostLevels) levels deep",
                position: position
            )
        }
        switch node {
        case .scalar(let scalar): return Value(content(of: scalar, at: position, problems), at: position)
        case .alias: return Value(.null, at: position)
        case .sequence(let sequence):
            var values: [Value] = []
            for node in sequence { values.append(try value(of: node, level: level + 1, problems)) }
            return Value(.list(values), at: position)
        case .mapping(let mapping):
            return Value(.object(try members(of: mapping, level: level, problems)), at: position)
        }
    }

    private mutating func members(
        of mapping: Node.Mapping,
        level: Int,
        _ problems: Problems
    ) throws(Failure) -> [Value.Member] {
        var members: [Value.Member] = []
        var lines: [String: Int] = [:]
        var merged: [Value.Member] = []
        for (key, node) in mapping {
            let position = SourcePosition(key.mark)
            guard let name = key.scalar?.string else {
                problems.refuse("a key is a list or an object, expected a string", at: position)
                continue
            }
            let value = try value(of: node, level: level + 1, problems)
            if name == "<<" {
                merged += membersToMerge(from: value, problems)
            } else if let line = lines[name] {
                problems.refuse("duplicate key \(Wording.quoted(name)), first in line \(line)", at: position)
            } else {
                lines[name] = position.line
                members.append(Value.Member(name: name, position: position, value: value))
            }
        }
        for member in merged where lines.updateValue(member.position.line, forKey: member.name) == nil {
            members.append(member)
        }
        return members
    }

    /// Returns the members that `<<` adds: those of one object, or of several, of which the first wins.
    private func membersToMerge(from value: Value, _ problems: Problems) -> [Value.Member] {
        switch value.content {
        case .object(let members): return members
        case .list(let values) where values.allSatisfy { $0.members != nil }:
            return values.flatMap { $0.members ?? [] }
        default:
            problems.refuse(
                "<< is \(value.found), expected an object or a list of objects",
                at: value.position
            )
            return []
        }
    }

    private func content(of scalar: Node.Scalar, at position: SourcePosition, _ problems: Problems)
        -> Value.Content
    {
        let core = "tag:yaml.org,2002:"
        switch scalar.tag.rawValue {
        case "": return scalar.style == .plain ? PlainScalar.content(of: scalar.string) : .text(scalar.string)
        case "!", "\(core)str": return .text(scalar.string)
        case "\(core)int", "\(core)float", "\(core)bool", "\(core)null":
            return PlainScalar.content(of: scalar.string)
        case let tag:
            problems.refuse("unknown tag \(Wording.quoted(tag)): remove it", at: position)
            return .text(scalar.string)
        }
    }
}

extension SourcePosition {
    init(_ mark: Mark?) {
        self.init(line: max(mark?.line ?? 1, 1), column: max(mark?.column ?? 1, 1))
    }
}

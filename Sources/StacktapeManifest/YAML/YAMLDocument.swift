import Yams

/// Makes values of a text of YAML: one document, whose keys are texts that are told apart.
struct YAMLDocument {
    /// Why a text is no such document.
    struct Failure: Error {
        var code = ManifestError.Code.unreadable
        let message: String
        let place: Place
    }

    /// How many values a manifest may have, with those that aliases stand for counted each time.
    static let mostValues = 100_000
    /// How deep values may stand in one another.
    static let mostLevels = 100

    private var count = 0

    /// Reads a text; nil if there is nothing in it.
    ///
    /// - Throws: the first thing in it that is not YAML.
    static func value(of text: String, problems: Problems) throws(Failure) -> Value? {
        if let place = AliasGuard(text).firstComposedKey() {
            throw Failure(message: "a list, an object or an alias as a name, expected a text", place: place)
        }
        guard let root = try compose(text) else { return nil }
        var document = YAMLDocument()
        return try document.value(of: root, level: 0, problems)
    }

    private static func compose(_ text: String) throws(Failure) -> Node? {
        do {
            // Without rules of its own Yams takes every scalar for a text, and compares keys as texts.
            return try Yams.compose(yaml: text, .basic, .default, .utf8)
        } catch let error as YamlError {
            throw Failure(error, in: text)
        } catch {
            throw Failure(message: "not YAML: \(error)", place: .start)
        }
    }

    private mutating func value(of node: Node, level: Int, _ problems: Problems) throws(Failure) -> Value {
        let place = Place(node.mark)
        count += 1
        guard count <= Self.mostValues else {
            throw Failure(
                message: "more than \(Self.mostValues) values with all that aliases stand for",
                place: place
            )
        }
        guard level <= Self.mostLevels else {
            throw Failure(message: "more than \(Self.mostLevels) levels of lists and objects", place: place)
        }
        switch node {
        case .scalar(let scalar): return Value(content(of: scalar, at: place, problems), at: place)
        case .alias: return Value(.nothing, at: place)
        case .sequence(let sequence):
            var values: [Value] = []
            for node in sequence { values.append(try value(of: node, level: level + 1, problems)) }
            return Value(.list(values), at: place)
        case .mapping(let mapping):
            return Value(.object(try members(of: mapping, level: level, problems)), at: place)
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
            let place = Place(key.mark)
            guard let name = key.scalar?.string else {
                problems.refuse("a list or an object as a name, expected a text", at: place)
                continue
            }
            let value = try value(of: node, level: level + 1, problems)
            if name == "<<" {
                merged += membersToMerge(from: value, problems)
            } else if let line = lines[name] {
                problems.refuse("\(Wording.quoted(name)) is here twice, first in line \(line)", at: place)
            } else {
                lines[name] = place.line
                members.append(Value.Member(name: name, place: place, value: value))
            }
        }
        for member in merged where lines.updateValue(member.place.line, forKey: member.name) == nil {
            members.append(member)
        }
        return members
    }

    /// What `<<` adds: the members of one object, or of several, the first of which counts.
    private func membersToMerge(from value: Value, _ problems: Problems) -> [Value.Member] {
        switch value.content {
        case .object(let members): return members
        case .list(let values) where values.allSatisfy { $0.members != nil }:
            return values.flatMap { $0.members ?? [] }
        default:
            problems.refuse("<< is \(value.found), expected an object or a list of objects", at: value.place)
            return []
        }
    }

    private func content(of scalar: Node.Scalar, at place: Place, _ problems: Problems) -> Value.Content {
        let core = "tag:yaml.org,2002:"
        switch scalar.tag.rawValue {
        case "": return scalar.style == .plain ? PlainScalar.content(of: scalar.string) : .text(scalar.string)
        case "!", "\(core)str": return .text(scalar.string)
        case "\(core)int", "\(core)float", "\(core)bool", "\(core)null":
            return PlainScalar.content(of: scalar.string)
        case let tag:
            problems.refuse("the tag \(Wording.quoted(tag)) is unknown, expected none", at: place)
            return .text(scalar.string)
        }
    }
}

extension Place {
    init(_ mark: Mark?) {
        self.init(line: max(mark?.line ?? 1, 1), column: max(mark?.column ?? 1, 1))
    }
}

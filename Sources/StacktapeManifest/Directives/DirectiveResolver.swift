/// Puts values in the place of a manifest's directives, and placeholders where only the cloud knows the value.
struct DirectiveResolver {
    /// How long a text may become.
    private static let longestText = 64 * 1024
    /// How far variables may refer to one another.
    private static let mostLevels = 32

    private let root: Value
    private let folder: String
    private let options: ManifestOptions
    private let problems: Problems
    private let customNames: Set<String>
    private let resourceNames: [String]
    /// What may still be made: variables can stand for one another as aliases can.
    private var budget = YAMLDocument.mostValues
    /// The absolute paths of the files that values were taken from.
    private(set) var files: Set<String> = []

    init(root: Value, folder: String, options: ManifestOptions, problems: Problems) {
        self.root = root
        self.folder = folder
        self.options = options
        self.problems = problems
        resourceNames = root["resources"]?.members?.map(\.name) ?? []
        var customNames: Set<String> = []
        if case .list(let directives)? = root["directives"]?.content {
            for directive in directives {
                if case .text(let name)? = directive["name"]?.content { customNames.insert(name) }
            }
        }
        self.customNames = customNames
    }

    /// The manifest with its directives resolved.
    mutating func resolved() -> Value { resolve(root, level: 0) }

    private mutating func resolve(_ value: Value, level: Int) -> Value {
        guard spend(at: value.place) else { return unknown("", at: value.place) }
        switch value.content {
        case .list(let values):
            return Value(.list(values.map { resolve($0, level: level) }), at: value.place)
        case .object(let members):
            let resolved = members.map { member in
                Value.Member(
                    name: member.name,
                    place: member.place,
                    value: resolve(member.value, level: level)
                )
            }
            return Value(.object(resolved), at: value.place)
        case .text(let text) where Directive.begins(text):
            do {
                let directive = try Directive(text)
                return Value(evaluate(directive, at: value.place, level: level), at: value.place)
            } catch {
                problems.refuse(error.message, at: value.place)
                return unknown(text, at: value.place)
            }
        case .nothing, .truth, .whole, .decimal, .text, .placeholder: return value
        }
    }

    /// What is put where a problem was already told: nothing else complains of it.
    private func unknown(_ text: String, at place: Place) -> Value {
        Value(.placeholder(Placeholder(text: text, directives: [])), at: place)
    }

    private func placeholder(_ directive: Directive) -> Value.Content {
        .placeholder(Placeholder(text: directive.text, directives: ["$\(directive.name)"]))
    }

    private mutating func spend(at place: Place) -> Bool {
        budget -= 1
        if budget == 0 {
            problems.refuse(
                "more than \(YAMLDocument.mostValues) values with all that variables stand for",
                at: place
            )
        }
        return budget > 0
    }

    private mutating func evaluate(_ directive: Directive, at place: Place, level: Int) -> Value.Content {
        guard spend(at: place) else { return unknown(directive.text, at: place).content }
        guard level < Self.mostLevels else {
            problems.refuse("\(Wording.quoted(directive.text)) refers to itself", at: place)
            return unknown(directive.text, at: place).content
        }
        guard let builtIn = BuiltInDirective(rawValue: directive.name) else {
            if !customNames.contains(directive.name) {
                let names = BuiltInDirective.allCases.map(\.rawValue) + customNames.sorted()
                let expectation = Wording.expectation(names.map { "$\($0)" }, for: "$\(directive.name)")
                problems.refuse("the directive $\(directive.name) is unknown: \(expectation)", at: place)
                return unknown(directive.text, at: place).content
            }
            return placeholder(directive)
        }
        guard builtIn.argumentCounts.contains(directive.arguments.count) else {
            problems.refuse(
                "\(Wording.quoted(directive.text)) has \(directive.arguments.count) arguments, "
                    + "expected \(builtIn.usage)",
                at: place
            )
            return unknown(directive.text, at: place).content
        }
        let arguments = directive.arguments.map { argument in
            switch argument {
            case .literal(let content): content
            case .directive(let nested): evaluate(nested, at: place, level: level + 1)
            }
        }
        switch builtIn {
        case .stage: return .text(options.stage)
        case .region: return .text(options.region)
        case .format, .cfFormat: return format(directive, arguments, at: place)
        case .variable:
            let variables = root["variables"] ?? Value(.object([]), at: place)
            return member(directive.path[...], of: variables, for: directive, at: place, level: level)
        case .this: return member(directive.path[...], of: root, for: directive, at: place, level: level)
        case .resourceParam: return resourceParameter(directive, arguments, at: place)
        case .file, .fileRaw: return file(directive, arguments, at: place, level: level)
        case .secret, .gitInfo, .stackOutput, .cfStackOutput, .cfResourceParam, .param,
            .cliArgs, .profile, .awsAccountId:
            return placeholder(directive)
        }
    }

    private func format(_ directive: Directive, _ arguments: [Value.Content], at place: Place)
        -> Value.Content
    {
        guard case .text(let pattern) = arguments[0] else {
            problems.refuse(
                "\(Wording.quoted(directive.text)): expected a text as its first argument",
                at: place
            )
            return unknown(directive.text, at: place).content
        }
        let parts = pattern.split(separator: "{}", omittingEmptySubsequences: false)
        guard parts.count == arguments.count else {
            problems.refuse(
                "\(Wording.quoted(directive.text)) has \(parts.count - 1) times {} "
                    + "and \(arguments.count - 1) values for it, expected as many",
                at: place
            )
            return unknown(directive.text, at: place).content
        }
        var text = String(parts[0])
        var missing: [String] = []
        var isKnown = true
        for (part, argument) in zip(parts.dropFirst(), arguments.dropFirst()) {
            switch argument {
            case .text(let value): text += value
            case .whole(let value): text += String(value)
            case .decimal(let value): text += String(value)
            case .truth(let value): text += String(value)
            case .placeholder(let value):
                text += value.text
                missing += value.directives
                isKnown = false
            case .nothing, .list, .object:
                problems.refuse(
                    "\(Wording.quoted(directive.text)): \(Value(argument, at: place).found) in a text, "
                        + "expected a text, a number, true or false",
                    at: place
                )
                return unknown(directive.text, at: place).content
            }
            text += part
            guard text.utf8.count <= Self.longestText else {
                problems.refuse("a text of more than \(Self.longestText) bytes", at: place)
                return unknown(directive.text, at: place).content
            }
        }
        return isKnown ? .text(text) : .placeholder(Placeholder(text: text, directives: missing))
    }

    /// Follows a path into a value, through directives that are in its way.
    private mutating func member(
        _ path: ArraySlice<String>,
        of value: Value,
        for directive: Directive,
        at place: Place,
        level: Int
    ) -> Value.Content {
        guard let name = path.first else { return resolve(value, level: level + 1).content }
        switch value.content {
        case .object:
            if let next = value[name] {
                return member(path.dropFirst(), of: next, for: directive, at: place, level: level)
            }
        case .list(let values):
            if let index = Int(name), values.indices.contains(index) {
                return member(path.dropFirst(), of: values[index], for: directive, at: place, level: level)
            }
        case .text(let text) where Directive.begins(text):
            let next = resolve(value, level: level + 1)
            if case .placeholder(let placeholder) = next.content {
                return .placeholder(Placeholder(text: directive.text, directives: placeholder.directives))
            }
            return member(path, of: next, for: directive, at: place, level: level + 1)
        case .nothing, .truth, .whole, .decimal, .text, .placeholder: break
        }
        let names = value.members?.map(\.name) ?? []
        problems.refuse(
            "\(Wording.quoted(directive.text)): there is no \(Wording.quoted(name)): "
                + Wording.expectation(names, for: name),
            at: place
        )
        return unknown(directive.text, at: place).content
    }

    private mutating func file(
        _ directive: Directive,
        _ arguments: [Value.Content],
        at place: Place,
        level: Int
    ) -> Value.Content {
        guard case .text(let name) = arguments[0] else {
            if case .placeholder = arguments[0] { return placeholder(directive) }
            problems.refuse("\(Wording.quoted(directive.text)): expected the path of a file", at: place)
            return unknown(directive.text, at: place).content
        }
        let path = ManifestPath(name, in: folder, at: place).absolute
        files.insert(path)
        do throws(DirectiveFile.Failure) {
            let content =
                directive.name == BuiltInDirective.fileRaw.rawValue
                ? .text(try DirectiveFile.text(of: path)) : try DirectiveFile.content(of: path)
            let value = Value(content, at: place).moved(to: place)
            return member(directive.path[...], of: value, for: directive, at: place, level: level)
        } catch {
            problems.refuse("\(Wording.quoted(directive.text)): \(error.message)", at: place)
            return unknown(directive.text, at: place).content
        }
    }

    private func resourceParameter(
        _ directive: Directive,
        _ arguments: [Value.Content],
        at place: Place
    ) -> Value.Content {
        guard case .text(let resource) = arguments[0], case .text(let parameter) = arguments[1] else {
            if arguments.contains(where: { if case .placeholder = $0 { true } else { false } }) {
                return placeholder(directive)
            }
            problems.refuse(
                "\(Wording.quoted(directive.text)): expected texts, \(BuiltInDirective.resourceParam.usage)",
                at: place
            )
            return unknown(directive.text, at: place).content
        }
        // A resource that others are in, such as `site.bucket`, is told by its first name.
        let name = resource.split(separator: ".").first.map(String.init) ?? resource
        guard resourceNames.contains(name) else {
            problems.refuse(
                "\(Wording.quoted(directive.text)): there is no resource \(Wording.quoted(name)): "
                    + Wording.expectation(resourceNames, for: name),
                at: place
            )
            return unknown(directive.text, at: place).content
        }
        return .placeholder(
            Placeholder(
                text: directive.text,
                directives: ["$\(directive.name)"],
                reference: Placeholder.Reference(resource: resource, parameter: parameter)
            )
        )
    }
}

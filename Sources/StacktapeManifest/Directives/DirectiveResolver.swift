/// Replaces a manifest's directives by their values, or by placeholders where only the cloud knows the value.
struct DirectiveResolver {
    /// The maximum length of a resolved string, in bytes.
    private static let longestText = 64 * 1024
    /// The maximum depth of variables that refer to one another.
    private static let mostLevels = 32

    private let root: Value
    private let folder: String
    private let options: ManifestOptions
    private let problems: Problems
    private let customNames: Set<String>
    private let resourceNames: [String]
    /// The number of values that may still be created: variables can expand without end, like aliases.
    private var budget = YAMLDocument.mostValues
    /// The absolute paths of the included files.
    private(set) var files: Set<String> = []

    init(root: Value, folder: String, options: ManifestOptions, problems: Problems) {
        self.root = root
        self.folder = folder
        self.options = options
        self.problems = problems
        resourceNames = root["resources"]?.members?.map(\.name) ?? []
        guard case .list(let directives)? = root["directives"]?.content else {
            customNames = []
            return
        }
        let names = directives.compactMap { directive in
            if case .text(let name)? = directive["name"]?.content { name } else { nil }
        }
        customNames = Set(names)
    }

    /// Returns the manifest with its directives resolved.
    mutating func resolved() -> Value { resolve(root, level: 0) }

    private mutating func resolve(_ value: Value, level: Int) -> Value {
        guard spend(at: value.position) else { return Value(unknown(""), at: value.position) }
        switch value.content {
        case .list(let values):
            return Value(.list(values.map { resolve($0, level: level) }), at: value.position)
        case .object(let members):
            let resolved = members.map { member in
                var member = member
                member.value = resolve(member.value, level: level)
                return member
            }
            return Value(.object(resolved), at: value.position)
        case .text(let text) where Directive.begins(text):
            do {
                let directive = try Directive(text)
                return Value(evaluate(directive, at: value.position, level: level), at: value.position)
            } catch {
                problems.refuse(error.message, at: value.position)
                return Value(unknown(text), at: value.position)
            }
        case .null, .boolean, .integer, .decimal, .text, .placeholder: return value
        }
    }

    /// Stands for a value whose problem was reported: nothing else reports it again.
    private func unknown(_ text: String) -> Value.Content {
        .placeholder(Placeholder(text: text, directives: []))
    }

    private func refuse(_ directive: Directive, _ problem: String, at position: SourcePosition)
        -> Value.Content
    {
        problems.refuse("\(Wording.quoted(directive.text))\(problem)", at: position)
        return unknown(directive.text)
    }

    private func placeholder(_ directive: Directive, of resource: String? = nil) -> Value.Content {
        let names = ["$\(directive.name)"]
        return .placeholder(Placeholder(text: directive.text, directives: names, resource: resource))
    }

    private mutating func spend(at position: SourcePosition) -> Bool {
        budget -= 1
        if budget == 0 {
            problems.refuse(
                "more than \(YAMLDocument.mostValues) values once variables are expanded",
                at: position
            )
        }
        return budget > 0
    }

    private mutating func evaluate(_ directive: Directive, at position: SourcePosition, level: Int)
        -> Value.Content
    {
        guard spend(at: position) else { return unknown(directive.text) }
        guard level < Self.mostLevels else { return refuse(directive, " refers to itself", at: position) }
        guard let builtIn = BuiltInDirective(rawValue: directive.name) else {
            guard !customNames.contains(directive.name) else { return placeholder(directive) }
            let names = BuiltInDirective.allCases.map(\.rawValue) + customNames.sorted()
            let expectation = Wording.expectation(names.map { "$\($0)" }, for: "$\(directive.name)")
            problems.refuse("the directive $\(directive.name) is unknown: \(expectation)", at: position)
            return unknown(directive.text)
        }
        guard builtIn.argumentCounts.contains(directive.arguments.count) else {
            let count = directive.arguments.count
            return refuse(directive, " has \(count) arguments, expected \(builtIn.usage)", at: position)
        }
        let arguments = directive.arguments.map { argument in
            switch argument {
            case .literal(let content): content
            case .directive(let nested): evaluate(nested, at: position, level: level + 1)
            }
        }
        switch builtIn {
        case .stage: return .text(options.stage)
        case .region: return .text(options.region)
        case .format, .cfFormat: return format(directive, arguments, at: position)
        case .variable:
            let variables = root["variables"] ?? Value(.object([]), at: position)
            return member(directive.path[...], of: variables, for: directive, at: position, level: level)
        case .this: return member(directive.path[...], of: root, for: directive, at: position, level: level)
        case .resourceParam: return resourceParameter(directive, arguments, at: position)
        case .file, .fileRaw: return file(directive, arguments, at: position, level: level)
        case .secret, .gitInfo, .stackOutput, .cfStackOutput, .cfResourceParam, .param,
            .cliArgs, .profile, .awsAccountId:
            return placeholder(directive)
        }
    }

    private func format(_ directive: Directive, _ arguments: [Value.Content], at position: SourcePosition)
        -> Value.Content
    {
        guard case .text(let pattern) = arguments[0] else {
            return refuse(directive, ": expected a string as its first argument", at: position)
        }
        let parts = pattern.split(separator: "{}", omittingEmptySubsequences: false)
        guard parts.count == arguments.count else {
            return refuse(
                directive,
                " has \(parts.count - 1) {} and \(arguments.count - 1) values, expected one value for each {}",
                at: position
            )
        }
        var text = String(parts[0])
        var missing: [String] = []
        var isKnown = true
        for (part, argument) in zip(parts.dropFirst(), arguments.dropFirst()) {
            switch argument {
            case .text(let value): text += value
            case .integer(let value): text += String(value)
            case .decimal(let value): text += String(value)
            case .boolean(let value): text += String(value)
            case .placeholder(let value):
                text += value.text
                missing += value.directives
                isKnown = false
            case .null, .list, .object:
                let found = Value(argument, at: position).found
                return refuse(
                    directive,
                    ": cannot insert \(found), expected a string, a number, true or false",
                    at: position
                )
            }
            text += part
            guard text.utf8.count <= Self.longestText else {
                return refuse(directive, " resolves to more than \(Self.longestText) bytes", at: position)
            }
        }
        return isKnown ? .text(text) : .placeholder(Placeholder(text: text, directives: missing))
    }

    /// Follows a path into a value, resolving directives on the way.
    private mutating func member(
        _ path: ArraySlice<String>,
        of value: Value,
        for directive: Directive,
        at position: SourcePosition,
        level: Int
    ) -> Value.Content {
        guard let name = path.first else { return resolve(value, level: level + 1).content }
        switch value.content {
        case .object:
            if let next = value[name] {
                return member(path.dropFirst(), of: next, for: directive, at: position, level: level)
            }
        case .list(let values):
            if let index = Int(name), values.indices.contains(index) {
                return member(path.dropFirst(), of: values[index], for: directive, at: position, level: level)
            }
        case .text(let text) where Directive.begins(text):
            let next = resolve(value, level: level + 1)
            if let placeholder = next.placeholder {
                return .placeholder(Placeholder(text: directive.text, directives: placeholder.directives))
            }
            return member(path, of: next, for: directive, at: position, level: level + 1)
        case .null, .boolean, .integer, .decimal, .text, .placeholder: break
        }
        let names = value.members?.map(\.name) ?? []
        let expectation = Wording.expectation(names, for: name)
        return refuse(directive, ": there is no \(Wording.quoted(name)): \(expectation)", at: position)
    }

    private mutating func file(
        _ directive: Directive,
        _ arguments: [Value.Content],
        at position: SourcePosition,
        level: Int
    ) -> Value.Content {
        guard case .text(let name) = arguments[0] else {
            if case .placeholder = arguments[0] { return placeholder(directive) }
            return refuse(directive, ": expected the path of a file", at: position)
        }
        let path = ManifestPath(name, in: folder, at: position).absolute
        files.insert(path)
        do throws(Directive.Failure) {
            let content =
                directive.name == BuiltInDirective.fileRaw.rawValue
                ? .text(try DirectiveFile.text(of: path)) : try DirectiveFile.content(of: path)
            let value = Value(content, at: position).moved(to: position)
            return member(directive.path[...], of: value, for: directive, at: position, level: level)
        } catch {
            return refuse(directive, ": \(error.message)", at: position)
        }
    }

    private func resourceParameter(
        _ directive: Directive,
        _ arguments: [Value.Content],
        at position: SourcePosition
    ) -> Value.Content {
        guard case .text(let resource) = arguments[0], case .text = arguments[1] else {
            if arguments.contains(where: { if case .placeholder = $0 { true } else { false } }) {
                return placeholder(directive)
            }
            let usage = BuiltInDirective.resourceParam.usage
            return refuse(directive, ": expected two strings, \(usage)", at: position)
        }
        // `site.bucket` names a part of the resource `site`.
        let name = resource.split(separator: ".").first.map(String.init) ?? resource
        guard resourceNames.contains(name) else {
            let expectation = Wording.expectation(resourceNames, for: name)
            return refuse(
                directive,
                ": there is no resource \(Wording.quoted(name)): \(expectation)",
                at: position
            )
        }
        return placeholder(directive, of: resource)
    }
}

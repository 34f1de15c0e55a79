/// Reads the members of one object, and reports their problems.
///
/// A wrong member is reported once and then treated as missing.
struct ObjectReader {
    /// The object's path in the manifest, such as `resources.site.properties`.
    let path: String
    let position: SourcePosition
    let problems: Problems
    private let values: [String: Value]

    /// Names of CloudFront and Lambda, with the manifest's names for the same things.
    private static let foreignNames = [
        "defaultRootObject": "indexDocument", "aliases": "customDomains", "memorySize": "memory",
        "pathPattern": "path", "originPath": "routePrefix",
        "lambdaFunctionAssociations": "edgeFunctions",
    ]

    /// Starts reading an object with known member names (nil: any); returns nil and reports it if it is no object.
    ///
    /// `reasons` explain why certain other members are refused.
    init?(
        _ value: Value,
        _ path: String,
        known: [String]?,
        reasons: [String: String] = [:],
        problems: Problems
    ) {
        guard let members = value.members else {
            problems.refuse(value, path, expecting: "an object")
            return nil
        }
        self.path = path
        self.problems = problems
        position = value.position
        values = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
        guard let known else { return }
        for member in members where !known.contains(member.name) {
            if let reason = reasons[member.name] {
                problems.refuse("\(path).\(member.name) is refused: \(reason)", at: member.position)
                continue
            }
            let expectation = Wording.expectation(known, for: Self.foreignNames[member.name] ?? member.name)
            problems.refuse(
                "\(path) has the unknown member \(Wording.quoted(member.name)): \(expectation)",
                at: member.position
            )
        }
    }

    /// Returns the value of a member; nil when it is missing or null.
    func value(_ name: String) -> Value? {
        guard let value = values[name], value.content != .null else { return nil }
        return value
    }

    /// Returns the value of a required member; reports a missing one.
    func required(_ name: String, expecting expectation: String) -> Value? {
        if let value = value(name) { return value }
        problems.refuse(
            "\(path) has no \(name), expected \(expectation)",
            at: values[name]?.position ?? position
        )
        return nil
    }

    // MARK: Single values

    /// Reads a string, which may be a placeholder's.
    func text(_ name: String) -> LocatedText? { value(name).flatMap { text(of: $0, member(name)) } }

    /// Reads a required string.
    func requiredText(_ name: String, expecting expectation: String = "a string") -> LocatedText? {
        required(name, expecting: expectation).flatMap { text(of: $0, member(name), expectation) }
    }

    /// Reads the string of a value.
    func text(of value: Value, _ path: String, _ expectation: String = "a string") -> LocatedText? {
        if let placeholder = value.placeholder {
            warn(of: placeholder, path, at: value.position, "the directive itself is used instead")
            return LocatedText(placeholder.text, at: value.position)
        }
        guard case .text(let text) = value.content, !text.isEmpty else {
            let found = value.content == .text("") ? "empty" : value.found
            problems.refuse("\(path) is \(found), expected \(expectation)", at: value.position)
            return nil
        }
        return LocatedText(text, at: value.position)
    }

    /// Reads a whole number.
    func integer(_ name: String, in range: ClosedRange<Int>, of what: String) -> Int? {
        let bounds =
            range.upperBound == .max
            ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
        return value(name).flatMap {
            read($0, member(name), "a whole number of \(what), \(bounds)") { content in
                if case .integer(let number) = content, range.contains(number) { number } else { nil }
            }
        }
    }

    /// Reads a boolean.
    func boolean(_ name: String) -> Bool? {
        value(name).flatMap {
            read($0, member(name), "true or false") { content in
                if case .boolean(let boolean) = content { boolean } else { nil }
            }
        }
    }

    /// Reads one of several strings.
    func choice(_ name: String, of choices: [String]) -> String? {
        value(name).flatMap { choice(of: $0, member(name), choices) }
    }

    /// Reads one of several strings, which is required.
    func requiredChoice(_ name: String, of choices: [String]) -> String? {
        required(name, expecting: "one of \(choices.joined(separator: ", "))").flatMap {
            choice(of: $0, member(name), choices)
        }
    }

    private func choice(of value: Value, _ path: String, _ choices: [String]) -> String? {
        guard case .text(let text) = value.content, !choices.contains(text) else {
            return read(value, path, "one of \(choices.joined(separator: ", "))") { content in
                if case .text(let text) = content { text } else { nil }
            }
        }
        problems.refuse(
            "\(path) is \(Wording.quoted(text)): \(Wording.expectation(choices, for: text))",
            at: value.position
        )
        return nil
    }

    /// Converts a value; refuses one that does not convert, unless it is known only in the cloud.
    private func read<Result>(
        _ value: Value,
        _ path: String,
        _ expectation: String,
        _ convert: (Value.Content) -> Result?
    ) -> Result? {
        if let result = convert(value.content) { return result }
        if let placeholder = value.placeholder {
            warn(of: placeholder, path, at: value.position, "the default is used instead")
        } else {
            problems.refuse(value, path, expecting: expectation)
        }
        return nil
    }

    // MARK: Lists and objects

    /// Reads the values of a list.
    func list(_ name: String, of what: String) -> [Value]? {
        guard let value = value(name) else { return nil }
        if case .list(let values) = value.content { return values }
        problems.refuse(value, member(name), expecting: "a list of \(what)")
        return nil
    }

    /// Reads the strings of a list.
    func texts(_ name: String) -> [LocatedText]? {
        list(name, of: "strings")?.enumerated().compactMap { text(of: $1, "\(member(name))[\($0)]") }
    }

    /// Reads the strings of a list without their positions; none if it is missing.
    func strings(_ name: String) -> [String] { texts(name)?.map(\.text) ?? [] }

    /// Reads the strings of a list, each one of several; nil when one of them is wrong.
    func choices(_ name: String, of choices: [String]) -> [String]? {
        guard let values = list(name, of: "strings") else { return nil }
        let texts = values.enumerated().compactMap { choice(of: $1, "\(member(name))[\($0)]", choices) }
        return texts.count == values.count ? texts : nil
    }

    /// Reads an object.
    func object(_ name: String, known: [String]?) -> ObjectReader? {
        value(name).flatMap { ObjectReader($0, member(name), known: known, problems: problems) }
    }

    /// Reads a required object.
    func requiredObject(
        _ name: String,
        known: [String]?,
        reasons: [String: String] = [:],
        expecting expectation: String
    ) -> ObjectReader? {
        required(name, expecting: expectation).flatMap {
            ObjectReader($0, member(name), known: known, reasons: reasons, problems: problems)
        }
    }

    /// Reads the objects of a list.
    func objects(_ name: String, known: [String]?) -> [ObjectReader]? {
        list(name, of: "objects")?.enumerated().compactMap {
            ObjectReader($1, "\(member(name))[\($0)]", known: known, problems: problems)
        }
    }

    /// Returns the path of a member.
    func member(_ name: String) -> String { "\(path).\(name)" }

    /// Reports a wrong member, at its own position if none is given.
    func refuse(_ name: String, _ message: String, at position: SourcePosition? = nil) {
        let position = position ?? value(name)?.position ?? self.position
        problems.refuse("\(member(name)) \(message)", at: position)
    }

    /// Warns of a member.
    func warn(_ name: String, _ message: String) {
        problems.warn("\(member(name)) \(message)", at: value(name)?.position ?? position)
    }

    /// Warns that a member is accepted but has no effect here.
    func warnOfNoEffect(_ name: String, _ reason: String) {
        if value(name) != nil { warn(name, "has no effect here: \(reason)") }
    }

    private func warn(
        of placeholder: Placeholder,
        _ path: String,
        at position: SourcePosition,
        _ consequence: String
    ) {
        guard !placeholder.directives.isEmpty else { return }
        let names = Set(placeholder.directives).sorted().joined(separator: ", ")
        problems.warn(
            "\(path): the value of \(names) is known only in the cloud: \(consequence)",
            at: position
        )
    }
}

extension Problems {
    /// Refuses a value, unless it is a placeholder whose problem was reported already.
    fileprivate func refuse(_ value: Value, _ path: String, expecting expectation: String) {
        if let placeholder = value.placeholder, placeholder.directives.isEmpty { return }
        refuse("\(path) is \(value.found), expected \(expectation)", at: value.position)
    }
}

/// Reads the members of one object, and tells what is wrong with them.
///
/// A member that is wrong is told and then taken as left out, so that one mistake is told once.
struct ObjectReader {
    /// The object's path in the manifest, such as `resources.site.properties`.
    let path: String
    let place: Place
    let problems: Problems
    private let values: [String: Value]

    /// What CloudFront and Lambda call what manifests call otherwise.
    private static let foreignNames = [
        "defaultRootObject": "indexDocument", "aliases": "customDomains", "memorySize": "memory",
        "pathPattern": "path", "originPath": "routePrefix",
        "lambdaFunctionAssociations": "edgeFunctions",
    ]

    /// Begins to read an object whose members have known names, or any if nil; nil when there is none, which is
    /// told.
    init?(_ value: Value, _ path: String, known: [String]?, problems: Problems) {
        guard let members = value.members else {
            if !value.isToldAlready {
                problems.refuse("\(path) is \(value.found), expected an object", at: value.place)
            }
            return nil
        }
        self.path = path
        self.problems = problems
        place = value.place
        values = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
        guard let known else { return }
        for member in members where !known.contains(member.name) {
            let expectation = Wording.expectation(known, for: Self.foreignNames[member.name] ?? member.name)
            problems.refuse(
                "\(path) has no member \(Wording.quoted(member.name)): \(expectation)",
                at: member.place
            )
        }
    }

    /// The value of a member; nil where it is left out or empty.
    func value(_ name: String) -> Value? {
        guard let value = values[name], value.content != .nothing else { return nil }
        return value
    }

    /// The value of a member that must be there; that it is not is told.
    func required(_ name: String, expecting expectation: String) -> Value? {
        if let value = value(name) { return value }
        problems.refuse("\(path) has no \(name), expected \(expectation)", at: values[name]?.place ?? place)
        return nil
    }

    // MARK: Single values

    /// A text, which may be a placeholder's.
    func text(_ name: String) -> LocatedText? { value(name).flatMap { text(of: $0, member(name)) } }

    /// A text that must be there.
    func requiredText(_ name: String, expecting expectation: String = "a text") -> LocatedText? {
        required(name, expecting: expectation).flatMap { text(of: $0, member(name), expectation) }
    }

    /// The text of a value.
    func text(of value: Value, _ path: String, _ expectation: String = "a text") -> LocatedText? {
        switch value.content {
        case .text(let text):
            guard !text.isEmpty else {
                problems.refuse("\(path) is empty, expected \(expectation)", at: value.place)
                return nil
            }
            return LocatedText(text, at: value.place)
        case .placeholder(let placeholder):
            warn(of: placeholder, path, at: value.place, "its own text is taken")
            return LocatedText(placeholder.text, at: value.place)
        default:
            problems.refuse("\(path) is \(value.found), expected \(expectation)", at: value.place)
            return nil
        }
    }

    /// A whole number.
    func whole(_ name: String, in range: ClosedRange<Int>, of what: String) -> Int? {
        guard let value = value(name) else { return nil }
        let bounds =
            range.upperBound == .max
            ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
        switch value.content {
        case .whole(let number) where range.contains(number): return number
        case .placeholder(let placeholder):
            warn(of: placeholder, member(name), at: value.place, "what is usual is taken")
            return nil
        default:
            problems.refuse(
                "\(member(name)) is \(value.found), expected a whole number of \(what), \(bounds)",
                at: value.place
            )
            return nil
        }
    }

    /// True or false.
    func truth(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        switch value.content {
        case .truth(let truth): return truth
        case .placeholder(let placeholder):
            warn(of: placeholder, member(name), at: value.place, "what is usual is taken")
            return nil
        default:
            problems.refuse("\(member(name)) is \(value.found), expected true or false", at: value.place)
            return nil
        }
    }

    /// One of several texts.
    func choice(_ name: String, of choices: [String]) -> String? {
        value(name).flatMap { choice(of: $0, member(name), choices) }
    }

    /// One of several texts, which must be there.
    func requiredChoice(_ name: String, of choices: [String]) -> String? {
        required(name, expecting: Wording.expectation(choices, for: "").droppingExpected).flatMap {
            choice(of: $0, member(name), choices)
        }
    }

    private func choice(of value: Value, _ path: String, _ choices: [String]) -> String? {
        switch value.content {
        case .text(let text):
            if choices.contains(text) { return text }
            problems.refuse(
                "\(path) is \(Wording.quoted(text)): \(Wording.expectation(choices, for: text))",
                at: value.place
            )
        case .placeholder(let placeholder):
            warn(of: placeholder, path, at: value.place, "what is usual is taken")
        default:
            problems.refuse(
                "\(path) is \(value.found), expected one of \(choices.joined(separator: ", "))",
                at: value.place
            )
        }
        return nil
    }

    // MARK: Lists and objects

    /// The values of a list.
    func list(_ name: String, of what: String) -> [Value]? {
        guard let value = value(name) else { return nil }
        if case .list(let values) = value.content { return values }
        if !value.isToldAlready {
            problems.refuse("\(member(name)) is \(value.found), expected a list of \(what)", at: value.place)
        }
        return nil
    }

    /// The texts of a list.
    func texts(_ name: String) -> [LocatedText]? {
        list(name, of: "texts")?.enumerated().compactMap { text(of: $1, "\(member(name))[\($0)]") }
    }

    /// The texts of a list, each one of several; nil when one of them is not.
    func choices(_ name: String, of choices: [String]) -> [String]? {
        guard let values = list(name, of: "texts") else { return nil }
        let texts = values.enumerated().compactMap { choice(of: $1, "\(member(name))[\($0)]", choices) }
        return texts.count == values.count ? texts : nil
    }

    /// An object.
    func object(_ name: String, known: [String]?) -> ObjectReader? {
        value(name).flatMap { ObjectReader($0, member(name), known: known, problems: problems) }
    }

    /// An object that must be there.
    func requiredObject(_ name: String, known: [String]?, expecting expectation: String) -> ObjectReader? {
        required(name, expecting: expectation).flatMap {
            ObjectReader($0, member(name), known: known, problems: problems)
        }
    }

    /// The objects of a list.
    func objects(_ name: String, known: [String]?) -> [ObjectReader]? {
        list(name, of: "objects")?.enumerated().compactMap {
            ObjectReader($1, "\(member(name))[\($0)]", known: known, problems: problems)
        }
    }

    /// The path of a member.
    func member(_ name: String) -> String { "\(path).\(name)" }

    /// Says that a member is taken and does nothing here.
    func warnOfNoEffect(_ name: String, _ reason: String) {
        if let value = value(name) {
            problems.warn("\(member(name)) has no effect here: \(reason)", at: value.place)
        }
    }

    private func warn(of placeholder: Placeholder, _ path: String, at place: Place, _ consequence: String) {
        guard !placeholder.directives.isEmpty else { return }
        let names = Set(placeholder.directives).sorted().joined(separator: ", ")
        problems.warn("\(path): the value of \(names) is known in the cloud only, \(consequence)", at: place)
    }
}

extension Value {
    /// Whether something was already said about what is missing here.
    fileprivate var isToldAlready: Bool {
        if case .placeholder(let placeholder) = content { placeholder.directives.isEmpty } else { false }
    }
}

extension String {
    fileprivate var droppingExpected: String { String(trimmingPrefix("expected ")) }
}

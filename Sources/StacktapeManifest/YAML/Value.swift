/// A value of a manifest with its position.
struct Value: Equatable {
    /// The kinds of values.
    indirect enum Content: Equatable {
        case null
        case boolean(Bool)
        case integer(Int)
        case decimal(Double)
        case text(String)
        case list([Value])
        case object([Member])
        /// The unknown value of a directive that needs the cloud.
        case placeholder(Placeholder)
    }

    /// One member of an object.
    struct Member: Equatable {
        let name: String
        let position: SourcePosition
        var value: Value
    }

    var content: Content
    let position: SourcePosition

    init(_ content: Content, at position: SourcePosition) {
        self.content = content
        self.position = position
    }

    /// The members; nil unless it is an object.
    var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    /// The placeholder; nil unless it is one.
    var placeholder: Placeholder? {
        if case .placeholder(let placeholder) = content { placeholder } else { nil }
    }

    /// Returns the value of a member; nil unless it is an object with that member.
    subscript(name: String) -> Value? { members?.first { $0.name == name }?.value }

    /// The value in the words of a problem.
    var found: String {
        switch content {
        case .null: "null"
        case .boolean(let boolean): "\(boolean)"
        case .integer(let number): "the number \(number)"
        case .decimal(let number): "the number \(number)"
        case .text(let text): "the string \(Wording.quoted(text))"
        case .list: "a list"
        case .object: "an object"
        case .placeholder(let placeholder): Wording.quoted(placeholder.text)
        }
    }
}

/// Stands for a value that only the cloud knows.
struct Placeholder: Equatable {
    /// The string that is used instead.
    var text: String
    /// The names of the directives with unknown values, each with its `$`.
    var directives: [String]
    /// The resource, if it is a single `$ResourceParam`.
    var resource: String?
}

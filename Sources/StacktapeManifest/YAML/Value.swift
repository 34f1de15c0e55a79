/// A value of a manifest, and where it stands.
struct Value: Equatable {
    /// What a value can be.
    indirect enum Content: Equatable {
        case nothing
        case truth(Bool)
        case whole(Int)
        case decimal(Double)
        case text(String)
        case list([Value])
        case object([Member])
        /// What a directive that needs the cloud would have given.
        case placeholder(Placeholder)
    }

    /// One member of an object.
    struct Member: Equatable {
        let name: String
        let place: Place
        var value: Value
    }

    var content: Content
    let place: Place

    init(_ content: Content, at place: Place) {
        self.content = content
        self.place = place
    }

    /// The members, if it is an object.
    var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    /// The value of a member, if it is an object that has it.
    subscript(name: String) -> Value? { members?.first { $0.name == name }?.value }

    /// What was found, for people.
    var found: String {
        switch content {
        case .nothing: "nothing"
        case .truth(let truth): "\(truth)"
        case .whole(let number): "the number \(number)"
        case .decimal(let number): "the number \(number)"
        case .text(let text): "the text \(Wording.quoted(text))"
        case .list: "a list"
        case .object: "an object"
        case .placeholder(let placeholder): Wording.quoted(placeholder.text)
        }
    }
}

/// Stands for what is known in the cloud only.
struct Placeholder: Equatable {
    /// A parameter of a resource in the same manifest.
    struct Reference: Equatable {
        let resource: String
        let parameter: String
    }

    /// What is used in its place.
    var text: String
    /// The directives whose values are missing, each with its `$`.
    var directives: [String]
    /// What it refers to, if it is a `$ResourceParam` alone.
    var reference: Reference?
}

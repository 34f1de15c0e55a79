package import HTTPTypes

/// The conditions that a request makes (RFC 9110, 13).
package struct ConditionalRequest {
    /// What becomes of a request.
    package enum Verdict {
        case goOn
        case notModified
        case preconditionFailed
    }

    private let fields: HTTPFields

    /// Takes the fields of a request.
    package init(_ fields: HTTPFields) {
        self.fields = fields
    }

    /// Most requests make no conditions, and a look at their names costs less than reading a date.
    private var isUnconditional: Bool {
        !fields.contains { $0.name.canonicalName.hasPrefix("if-") }
    }

    /// Says what becomes of a GET or HEAD, in the order of RFC 9110, 13.2.2.
    package func verdict(on stored: HTTPFields) -> Verdict {
        guard !isUnconditional else { return .goOn }
        let tag = stored[.eTag]
        let modified = stored[.lastModified].flatMap(HTTPDate.second)
        if let condition = fields[.ifMatch] {
            guard matches(condition, tag, isWeak: false) else { return .preconditionFailed }
        } else if let since = fields[.ifUnmodifiedSince].flatMap(HTTPDate.second), let modified {
            guard modified <= since else { return .preconditionFailed }
        }
        if fields[.ifNoneMatch] != nil {
            let condition = fields[values: .ifNoneMatch].joined(separator: ",")
            return matches(condition, tag, isWeak: true) ? .notModified : .goOn
        }
        if let since = fields[.ifModifiedSince].flatMap(HTTPDate.second), let modified {
            return modified <= since ? .notModified : .goOn
        }
        return .goOn
    }

    /// Whether a field is part of a 304 (RFC 9110, 15.4.5); those that describe the body that is not there are not.
    static func staysInNotModified(_ name: HTTPField.Name) -> Bool {
        ![
            "content-length", "content-type", "content-encoding", "content-range", "content-language",
            "transfer-encoding",
        ]
        .contains(name.canonicalName)
    }

    private func matches(_ condition: String, _ tag: String?, isWeak: Bool) -> Bool {
        // Any there is, whether it has a tag or not.
        if condition.filter({ $0 != " " }) == "*" { return true }
        guard let tag else { return false }
        return Self.tags(in: condition).contains { candidate in
            isWeak ? Self.opaque(candidate) == Self.opaque(tag) : candidate == tag && !tag.hasPrefix("W/")
        }
    }

    /// The tags of a list; commas stand within quotes too.
    private static func tags(in list: String) -> [String] {
        var isQuoted = false
        let parts = list.split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
        return parts.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
    }

    private static func opaque(_ tag: String) -> Substring {
        tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
    }
}

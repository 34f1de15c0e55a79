package import HTTPTypes

/// The conditional headers of a request (RFC 9110, 13).
package struct ConditionalRequest {
    /// The consequence of the conditions.
    package enum Evaluation {
        case proceed
        case notModified
        case preconditionFailed
    }

    private let fields: HTTPFields

    /// Reads the fields of a request.
    package init(_ fields: HTTPFields) {
        self.fields = fields
    }

    /// True for most requests; comparing names costs less than reading a date.
    private var isUnconditional: Bool {
        !fields.contains { $0.name.canonicalName.hasPrefix("if-") }
    }

    /// Evaluates the conditions of a GET or HEAD against an object's fields, in the order of RFC 9110, 13.2.2.
    package func evaluate(against stored: HTTPFields) -> Evaluation {
        guard !isUnconditional else { return .proceed }
        let tag = stored[.eTag]
        let modified = stored[.lastModified].flatMap(HTTPDate.second)
        if let condition = fields[.ifMatch] {
            guard matches(condition, tag, isWeak: false) else { return .preconditionFailed }
        } else if let since = fields[.ifUnmodifiedSince].flatMap(HTTPDate.second), let modified {
            guard modified <= since else { return .preconditionFailed }
        }
        if fields[.ifNoneMatch] != nil {
            let condition = fields[values: .ifNoneMatch].joined(separator: ",")
            return matches(condition, tag, isWeak: true) ? .notModified : .proceed
        }
        if let since = fields[.ifModifiedSince].flatMap(HTTPDate.second), let modified {
            return modified <= since ? .notModified : .proceed
        }
        return .proceed
    }

    /// Reports if a field is part of a 304 (RFC 9110, 15.4.5), which has none that describe a body.
    static func staysInNotModified(_ name: HTTPField.Name) -> Bool {
        ![
            "content-length", "content-type", "content-encoding", "content-range", "content-language",
            "transfer-encoding",
        ]
        .contains(name.canonicalName)
    }

    private func matches(_ condition: String, _ tag: String?, isWeak: Bool) -> Bool {
        // Matches any object, with or without a tag.
        if condition.filter({ $0 != " " }) == "*" { return true }
        guard let tag else { return false }
        return Self.tags(in: condition).contains { candidate in
            isWeak ? Self.opaque(candidate) == Self.opaque(tag) : candidate == tag && !tag.hasPrefix("W/")
        }
    }

    /// Splits a list of tags; commas within quotes belong to the tag.
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

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

    /// Evaluates the conditions of a GET or HEAD against an object's fields, in the order of RFC 9110, 13.2.2.
    package func evaluate(against stored: HTTPFields) -> Evaluation {
        // False for most requests; comparing names costs less than reading a date.
        guard fields.contains(where: { $0.name.canonicalName.hasPrefix("if-") }) else { return .proceed }
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

    /// Removes the fields that describe a body, which a 304 has not (RFC 9110, 15.4.5).
    static func removeBodyFields(from fields: inout HTTPFields) {
        let names = [
            "content-length", "content-type", "content-encoding", "content-range", "content-language",
            "transfer-encoding",
        ]
        fields.removeAll { names.contains($0.name.canonicalName) }
    }

    private func matches(_ condition: String, _ tag: String?, isWeak: Bool) -> Bool {
        // Matches any object, with or without a tag.
        if condition.filter({ $0 != " " }) == "*" { return true }
        guard let tag else { return false }
        return condition.splitAtCommas().contains { member in
            let candidate = String(member.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            if isWeak { return Self.opaque(candidate) == Self.opaque(tag) }
            return candidate == tag && !tag.hasPrefix("W/")
        }
    }

    private static func opaque(_ tag: String) -> Substring {
        tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
    }
}

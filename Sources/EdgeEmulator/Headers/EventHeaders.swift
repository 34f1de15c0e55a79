import CloudFrontEvents
package import HTTPTypes

extension HeaderMap {
    /// The fields as an event shows them: without those that no function ever sees (spec 2.4).
    init(shown fields: HTTPFields) {
        self.init()
        for field in fields where !DisallowedHeaders.contains(field.name.canonicalName) {
            append(field.name.rawName, field.value)
        }
    }
}

extension HTTPFields {
    /// The fields that a function returned, as they go on.
    ///
    /// A name that is not one cannot go on; the rules have refused most such results before.
    init(_ map: HeaderMap) {
        self.init()
        reserveCapacity(map.count)
        for field in map {
            guard let name = HTTPField.Name(field.forwardedName) else { continue }
            append(HTTPField(name: name, value: field.value))
        }
    }

    /// Removes every field that a condition holds for.
    mutating func removeFields(where isGone: (HTTPField) -> Bool) {
        guard contains(where: isGone) else { return }
        var kept = HTTPFields()
        kept.reserveCapacity(count)
        for field in self where !isGone(field) { kept.append(field) }
        self = kept
    }
}

extension HTTPField.Name {
    /// Makes a name that is known to be one.
    init(known name: StaticString) {
        guard let made = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no header's name") }
        self = made
    }

    /// `Host`, which HTTPTypes has in another place, and which stands among the others in CloudFront's events.
    package static let hostName = HTTPField.Name(known: "Host")
    static let xAmzCfId = HTTPField.Name(known: "X-Amz-Cf-Id")
    static let xAmzCfPop = HTTPField.Name(known: "X-Amz-Cf-Pop")
    static let xCache = HTTPField.Name(known: "X-Cache")
    static let xForwardedFor = HTTPField.Name(known: "X-Forwarded-For")
}

import CloudFrontEvents
package import HTTPTypes
import Invariants

extension HeaderMap {
    /// Creates the headers of an event, without those that no function sees (docs/platform.md, "Results").
    init(shown fields: HTTPFields) {
        self.init()
        for field in fields where !DisallowedHeaders.contains(field.name.canonicalName) {
            append(field.name.rawName, field.value)
        }
    }
}

extension HTTPFields {
    /// Creates fields from the headers that a function returned.
    ///
    /// Malformed names are left out; the rules have refused most such results before. So are headers past 32,768, which
    /// fit into a result: HTTPTypes stops the process at 65,535.
    init(_ map: HeaderMap) {
        self.init()
        reserveCapacity(map.count)
        for field in map.prefix(1 << 15) {
            guard let name = HTTPField.Name(field.forwardedName) else { continue }
            append(HTTPField(name: name, value: field.value))
        }
    }
}

extension HTTPField.Name {
    /// Creates a name from a literal.
    init(known name: StaticString) {
        guard let made = HTTPField.Name("\(name)") else { violation("\(name) is not a header name") }
        self = made
    }

    /// `Host`, which HTTPTypes keeps outside of the fields, and CloudFront's events within them.
    package static let hostName = HTTPField.Name(known: "Host")
    static let xAmzCfId = HTTPField.Name(known: "X-Amz-Cf-Id")
    static let xAmzCfPop = HTTPField.Name(known: "X-Amz-Cf-Pop")
    static let xCache = HTTPField.Name(known: "X-Cache")
    static let xForwardedFor = HTTPField.Name(known: "X-Forwarded-For")
}

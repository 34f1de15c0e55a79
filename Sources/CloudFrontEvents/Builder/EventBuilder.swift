/// Builds a realistic event in one expression.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// let request = try EventBuilder(.viewerRequest).uri("/a").header("Cookie", "a=b").event()
/// let notFound = try EventBuilder(.originResponse).status(404).event()
/// print(request.request.headers["cookie"], notFound.type)  // ["a=b"] originResponse
/// ```
///
/// Defaults follow CloudFront's samples (A:lambda-event-structure). The event is one that CloudFront could have
/// sent: headers that functions never see are omitted, and a body is cut and flagged at CloudFront's limit.
public struct EventBuilder: Sendable {
    let type: EventType
    var method: String?
    var uri = "/"
    var querystring = ""
    var headers: [(name: String, value: String)] = []
    var responseHeaders: [(name: String, value: String)] = []
    var body: [UInt8]?
    var includesBody: Bool?
    var status: Int?
    var clientIp = "203.0.113.178"
    var origin = Origin.custom(CustomOrigin(domainName: "example.org"))
    var distributionDomainName = "d111111abcdef8.cloudfront.net"
    var distributionId = "EDFDVBD6EXAMPLE"
    var requestId = "Qm9ybiBpbiB0aGUgZWRnZSwgc2VydmVkIGJ5IGJyaW5rIQ_0123456=="

    /// Starts an event for a stage.
    public init(_ type: EventType) { self.type = type }

    /// Sets the method; the default is `GET`, or `POST` with a body.
    public func method(_ method: String) -> EventBuilder { with { $0.method = method } }

    /// Sets the path, which starts with a slash and has no query string.
    public func uri(_ uri: String) -> EventBuilder { with { $0.uri = uri } }

    /// Sets the query string, without a question mark before it.
    public func querystring(_ querystring: String) -> EventBuilder { with { $0.querystring = querystring } }

    /// Adds a value to a header of the request; the first value replaces a default.
    public func header(_ name: String, _ value: String) -> EventBuilder {
        with { $0.headers.append((name, value)) }
    }

    /// Adds a value to a header of the request, written as `Name: value`; throws if there is no colon.
    public func header(line: String) throws(EventBuilderError) -> EventBuilder {
        let (name, value) = try EventBuilder.parts(ofHeader: line)
        return header(name, value)
    }

    /// Adds a value to a header of the response; the first value replaces a default.
    public func responseHeader(_ name: String, _ value: String) -> EventBuilder {
        with { $0.responseHeaders.append((name, value)) }
    }

    /// Adds a value to a header of the response, written as `Name: value`; throws if there is no colon.
    public func responseHeader(line: String) throws(EventBuilderError) -> EventBuilder {
        let (name, value) = try EventBuilder.parts(ofHeader: line)
        return responseHeader(name, value)
    }

    private static func parts(ofHeader line: String) throws(EventBuilderError) -> (String, String) {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            throw EventBuilderError("header \"\(line.onOneLine)\" has no colon; expected \"Name: value\"")
        }
        return (String(line[..<colon]), line[line.index(after: colon)...].trimmed)
    }

    /// Sets the request's body, which only request events have.
    public func body(_ bytes: some Sequence<UInt8>) -> EventBuilder { with { $0.body = Array(bytes) } }

    /// Turns Include Body on or off; by default it is on for a body, POST, PUT, PATCH and DELETE.
    public func includeBody(_ includesBody: Bool) -> EventBuilder { with { $0.includesBody = includesBody } }

    /// Sets the response's status; only for response events.
    public func status(_ status: Int) -> EventBuilder { with { $0.status = status } }

    /// Sets the viewer's address.
    public func clientIp(_ address: String) -> EventBuilder { with { $0.clientIp = address } }

    /// Sets the origin, which only origin events have.
    public func origin(_ origin: Origin) -> EventBuilder { with { $0.origin = origin } }

    /// Sets the distribution's domain name and identifier.
    public func distribution(domainName: String, id: String) -> EventBuilder {
        with {
            $0.distributionDomainName = domainName
            $0.distributionId = id
        }
    }

    /// Sets the request's identifier.
    public func requestId(_ requestId: String) -> EventBuilder { with { $0.requestId = requestId } }

    private func with(_ change: (inout EventBuilder) -> Void) -> EventBuilder {
        var copy = self
        change(&copy)
        return copy
    }
}

/// A part of an event that CloudFront could not have sent, in one line.
public struct EventBuilderError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The part, its mistake and the expected value.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension Substring {
    /// The text without the spaces and tabs around it (RFC 9110, 5.5).
    fileprivate var trimmed: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let end = lastIndex { !isSpace($0) }.map(index(after:)) ?? startIndex
        return String(self[..<end].drop(while: isSpace))
    }
}

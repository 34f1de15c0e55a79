/// The request in an event, and the usual result of a request function (C:lambda-event-structure).
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// var request = try EventBuilder(.originRequest).uri("/docs/").event().request
/// request.uri += "index.html"
/// request.querystring = ""
/// print(String(decoding: HandlerResult.request(request).json(), as: UTF8.self))
/// ```
public struct EdgeRequest: Sendable, Hashable {
    /// The body; only with Include Body.
    public var body: RequestBody?
    /// The address of the TCP peer, IPv4 or IPv6.
    public var clientIp: String?
    /// The headers.
    public var headers: HeaderMap
    /// The method; read-only.
    public var method: String
    /// The request's origin; only in origin events.
    public var origin: Origin?
    /// The query string without a question mark; empty if there is none.
    public var querystring = ""
    /// The path.
    public var uri: String
    /// The unknown members of the object.
    public var unknownMembers = UnknownMembers()

    /// Creates a request.
    public init(
        clientIp: String?,
        headers: HeaderMap,
        method: String,
        querystring: String,
        uri: String,
        body: RequestBody? = nil,
        origin: Origin? = nil
    ) {
        self.body = body
        self.clientIp = clientIp
        self.headers = headers
        self.method = method
        self.origin = origin
        self.querystring = querystring
        self.uri = uri
    }

    /// Reads a request; `uri`, `method` and `headers` are required.
    init(from reader: inout some ValueReader) throws(JSONFailure) {
        var cursor = try reader.enterObject(expected: "a request object")
        let start = reader.position &- 1
        var headers: HeaderMap?
        var method: String?
        var uri: String?
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "body": body = try RequestBody(from: &reader)
            case "clientIp": clientIp = try reader.string()
            case "headers": headers = try reader.headers()
            case "method": method = try reader.string()
            case "origin": origin = try Origin(from: &reader)
            case "querystring": querystring = try reader.string()
            case "uri": uri = try reader.string()
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
        self.uri = try JSONFailure.require(uri, at: start, "the member \"uri\"")
        self.method = try JSONFailure.require(method, at: start, "the member \"method\"")
        self.headers = try JSONFailure.require(headers, at: start, "the member \"headers\"")
    }

    func write(to writer: inout some ValueWriter) {
        writer.object { writer in
            if let body {
                writer.key(.body)
                body.write(to: &writer)
            }
            writer.member(.clientIp, clientIp)
            writer.key(.headers)
            headers.write(to: &writer)
            writer.member(.method, method)
            if let origin {
                writer.key(.origin)
                origin.write(to: &writer)
            }
            writer.member(.querystring, querystring)
            writer.member(.uri, uri)
            writer.members(unknownMembers)
        }
    }
}

/// The response in an event, and the result of a function that changes or generates one.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// var redirect = EdgeResponse(status: StatusCode(302), statusDescription: "Found")
/// redirect.headers.set("Location", "/sign-in")
/// print(String(decoding: HandlerResult.generated(redirect).json(), as: UTF8.self))
/// ```
public struct EdgeResponse: Sendable, Hashable {
    /// The encoding of ``body``.
    public typealias Encoding = RequestBody.Encoding

    /// A body made by the function; the origin's body is never in an event (C:lambda-generating-http-responses).
    public var body: String?
    /// The encoding of the body; nil means text.
    public var bodyEncoding: Encoding?
    /// The headers; optional in a result.
    public var headers = HeaderMap()
    /// The status.
    public var status: StatusCode
    /// The reason phrase.
    public var statusDescription: String?
    /// The unknown members of the object.
    public var unknownMembers = UnknownMembers()
    /// True if `headers` was a list: CloudFront accepts it in a generated response and loses the headers.
    var hasHeaderList = false

    /// Creates a response.
    public init(
        status: StatusCode,
        statusDescription: String? = nil,
        headers: HeaderMap = HeaderMap(),
        body: String? = nil,
        bodyEncoding: Encoding? = nil
    ) {
        self.body = body
        self.bodyEncoding = bodyEncoding
        self.headers = headers
        self.status = status
        self.statusDescription = statusDescription
    }

    init(from reader: inout some ValueReader, isGenerated: Bool = false) throws(JSONFailure) {
        var cursor = try reader.enterObject(expected: "a response object")
        let start = reader.position &- 1
        var status: StatusCode?
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "body": body = try reader.string()
            case "bodyEncoding": bodyEncoding = try reader.choice(expected: "\"text\" or \"base64\"")
            case "headers" where isGenerated && reader.peek() == UInt8(ascii: "["):
                hasHeaderList = true
                headers = HeaderMap()
                var lost = UnknownMembers()
                try reader.keep(key, in: &lost)
            case "headers":
                hasHeaderList = false
                headers = try reader.headers()
            case "status": status = try StatusCode(from: &reader)
            case "statusDescription": statusDescription = try reader.string()
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
        self.status = try JSONFailure.require(status, at: start, "the member \"status\"")
    }

    func write(to writer: inout some ValueWriter) {
        writer.object { writer in
            writer.member(.body, body)
            writer.member(.bodyEncoding, bodyEncoding?.rawValue)
            writer.key(.headers)
            headers.write(to: &writer)
            writer.key(.status)
            status.write(to: &writer)
            writer.member(.statusDescription, statusDescription)
            writer.members(unknownMembers)
        }
    }
}

/// The response in an event, and what a function returns in its stead or generates.
public struct EdgeResponse: Sendable, Hashable {
    /// How ``body`` is written; without it, as text.
    public typealias Encoding = RequestBody.Encoding

    /// A body that the function made; the origin's own is never shown (C:lambda-generating-http-responses).
    public var body: String?
    /// How the body is written; nil means text.
    public var bodyEncoding: Encoding?
    /// The headers; in a result they may be left out, which is the same as none.
    public var headers: HeaderMap
    /// The status.
    public var status: StatusCode
    /// The reason phrase.
    public var statusDescription: String?
    /// What else the object holds.
    public var unknownMembers = UnknownMembers()

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

    init(from reader: inout some ValueReader) throws(JSONFailure) {
        self.init(status: .string(""))
        var place = try reader.enterObject(expected: "a response object")
        let start = reader.position &- 1
        var hasStatus = false
        while let key = try reader.nextKey(&place) {
            switch key {
            case "body": body = try reader.string()
            case "bodyEncoding": bodyEncoding = try reader.choice(expected: "\"text\" or \"base64\"")
            case "headers": headers = try reader.headers()
            case "status":
                hasStatus = true
                status = try StatusCode(from: &reader)
            case "statusDescription": statusDescription = try reader.string()
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
        guard hasStatus else { throw JSONFailure(.missing, at: start, expected: "the member \"status\"") }
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

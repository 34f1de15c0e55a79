/// A bucket as an origin.
public struct S3Origin: Sendable, Hashable {
    /// The access method: `origin-access-identity` or `none`.
    public var authMethod: String?
    /// Headers that CloudFront adds to every request to this origin.
    public var customHeaders = HeaderMap()
    /// The bucket's DNS name.
    public var domainName: String
    /// The prefix of every key in the bucket: empty, or with a slash at its start and none at its end.
    public var path: String?
    /// Seconds to wait for a packet of the response, 1 to 120; since 2025-07-30.
    public var readTimeout: JSONNumber?
    /// The bucket's Region; may be empty with `authMethod` `none`.
    public var region: String?
    /// Seconds to wait for the whole response; since 2025-07-30.
    public var responseCompletionTimeout: JSONNumber?
    /// The unknown members of the object.
    public var unknownMembers = UnknownMembers()
    /// The unknown members beside `s3`.
    var siblings = UnknownMembers()

    /// Creates an origin with the values of a real event.
    public init(domainName: String, region: String = "us-east-1") {
        authMethod = "origin-access-identity"
        self.domainName = domainName
        path = ""
        self.region = region
    }

    init(from reader: inout some ValueReader) throws(JSONFailure) {
        var cursor = try reader.enterObject()
        let start = reader.position &- 1
        var domainName: String?
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "authMethod": authMethod = try reader.string()
            case "customHeaders": customHeaders = try reader.headers()
            case "domainName": domainName = try reader.string()
            case "path": path = try reader.string()
            case "readTimeout": readTimeout = try reader.number()
            case "region": region = try reader.string()
            case "responseCompletionTimeout": responseCompletionTimeout = try reader.number()
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
        self.domainName = try JSONFailure.require(domainName, at: start, "the member \"domainName\"")
    }

    func write(to writer: inout some ValueWriter) {
        writer.object { writer in
            writer.member(.authMethod, authMethod)
            writer.key(.customHeaders)
            customHeaders.write(to: &writer)
            writer.member(.domainName, domainName)
            writer.member(.path, path)
            writer.member(.readTimeout, readTimeout)
            writer.member(.region, region)
            writer.member(.responseCompletionTimeout, responseCompletionTimeout)
            writer.members(unknownMembers)
        }
    }
}

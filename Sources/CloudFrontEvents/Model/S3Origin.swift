/// An origin that is a bucket.
public struct S3Origin: Sendable, Hashable {
    /// `origin-access-identity` or `none`.
    public var authMethod: String?
    /// Headers that CloudFront adds to every request to this origin.
    public var customHeaders = HeaderMap()
    /// The bucket's DNS name.
    public var domainName: String
    /// What stands before every URI in the bucket; empty, or starting with a slash and not ending with one.
    public var path: String?
    /// Seconds to wait for a packet of the answer, 1 to 120; since 2025-07-30.
    public var readTimeout: JSONNumber?
    /// The bucket's Region; may be empty with `authMethod` `none`.
    public var region: String?
    /// Seconds to wait for the whole answer; since 2025-07-30.
    public var responseCompletionTimeout: JSONNumber?
    /// What else the object holds.
    public var unknownMembers = UnknownMembers()
    /// What stands beside `custom` or `s3`.
    var siblings = UnknownMembers()

    /// Creates an origin with the values of a real record.
    public init(domainName: String, region: String = "us-east-1") {
        authMethod = "origin-access-identity"
        self.domainName = domainName
        path = ""
        self.region = region
    }

    init(from reader: inout some ValueReader) throws(JSONFailure) {
        var place = try reader.enterObject()
        let start = reader.position &- 1
        var domainName: String?
        while let key = try reader.nextKey(&place) {
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
        guard let domainName else {
            throw JSONFailure(.missing, at: start, expected: "the member \"domainName\"")
        }
        self.domainName = domainName
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

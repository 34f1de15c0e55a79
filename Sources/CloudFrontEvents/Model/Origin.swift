/// The origin that CloudFront sends a request to; only in origin events (C:lambda-event-structure).
public indirect enum Origin: Sendable, Hashable {
    /// An HTTP server.
    case custom(CustomOrigin)
    /// A bucket.
    case s3(S3Origin)

    /// The DNS name; also the `Host` that the origin sees, unless the viewer's is forwarded.
    public var domainName: String {
        switch self {
        case .custom(let origin): origin.domainName
        case .s3(let origin): origin.domainName
        }
    }

    /// The headers that CloudFront adds to every request to this origin.
    public var customHeaders: HeaderMap {
        switch self {
        case .custom(let origin): origin.customHeaders
        case .s3(let origin): origin.customHeaders
        }
    }

    init(from reader: inout some ValueReader) throws(JSONFailure) {
        var cursor = try reader.enterObject(expected: "an object with \"custom\" or \"s3\"")
        let start = reader.position &- 1
        var custom: CustomOrigin?
        var s3: S3Origin?
        var siblings = UnknownMembers()
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "custom": custom = try CustomOrigin(from: &reader)
            case "s3": s3 = try S3Origin(from: &reader)
            default: try reader.keep(key, in: &siblings)
            }
        }
        switch (custom, s3) {
        case (var custom?, nil):
            custom.siblings = siblings
            self = .custom(custom)
        case (nil, var s3?):
            s3.siblings = siblings
            self = .s3(s3)
        default: throw JSONFailure(.value, at: start, expected: "exactly one of \"custom\" and \"s3\"")
        }
    }

    func write(to writer: inout some ValueWriter) {
        writer.object { writer in
            switch self {
            case .custom(let origin):
                writer.key(.custom)
                origin.write(to: &writer)
                writer.members(origin.siblings)
            case .s3(let origin):
                writer.key(.s3)
                origin.write(to: &writer)
                writer.members(origin.siblings)
            }
        }
    }
}

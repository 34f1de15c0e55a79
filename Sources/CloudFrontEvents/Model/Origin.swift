/// Where CloudFront sends the request; in origin events only (C:lambda-event-structure).
public indirect enum Origin: Sendable, Hashable {
    /// Any HTTP server.
    case custom(CustomOrigin)
    /// A bucket.
    case s3(S3Origin)

    /// The name that is resolved and, unless it is forwarded, the `Host` that the origin sees.
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
        var place = try reader.enterObject(expected: "an object with \"custom\" or \"s3\"")
        let start = reader.position &- 1
        var custom: CustomOrigin?
        var s3: S3Origin?
        var siblings = UnknownMembers()
        while let key = try reader.nextKey(&place) {
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

/// An HTTP server as an origin.
public struct CustomOrigin: Sendable, Hashable {
    /// Headers that CloudFront adds to every request to this origin.
    public var customHeaders = HeaderMap()
    /// The DNS name, without a port.
    public var domainName: String
    /// Seconds before an idle connection is closed, 1 to 120.
    public var keepaliveTimeout: JSONNumber?
    /// The prefix of every URI at the origin: empty, or with a slash at its start and none at its end.
    public var path: String?
    /// The port: 80, 443, or 1024 to 65535.
    public var port: JSONNumber?
    /// The protocol: `http` or `https`.
    public var `protocol`: String?
    /// Seconds to wait for a packet of the response, 1 to 120.
    public var readTimeout: JSONNumber?
    /// Seconds to wait for the whole response; since 2025-07-30.
    public var responseCompletionTimeout: JSONNumber?
    /// The TLS versions that CloudFront may use with the origin.
    public var sslProtocols: [String]?
    /// The unknown members of the object.
    public var unknownMembers = UnknownMembers()
    /// The unknown members beside `custom`.
    var siblings = UnknownMembers()

    /// Creates an origin with the values of CloudFront's own sample.
    public init(domainName: String) {
        self.domainName = domainName
        keepaliveTimeout = 5
        path = ""
        port = 443
        `protocol` = "https"
        readTimeout = 30
        sslProtocols = ["TLSv1", "TLSv1.1", "TLSv1.2"]
    }

    init(from reader: inout some ValueReader) throws(JSONFailure) {
        var cursor = try reader.enterObject()
        let start = reader.position &- 1
        var domainName: String?
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "customHeaders": customHeaders = try reader.headers()
            case "domainName": domainName = try reader.string()
            case "keepaliveTimeout": keepaliveTimeout = try reader.number()
            case "path": path = try reader.string()
            case "port": port = try reader.number()
            case "protocol": `protocol` = try reader.string()
            case "readTimeout": readTimeout = try reader.number()
            case "responseCompletionTimeout": responseCompletionTimeout = try reader.number()
            case "sslProtocols": sslProtocols = try reader.strings()
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
        self.domainName = try JSONFailure.require(domainName, at: start, "the member \"domainName\"")
    }

    func write(to writer: inout some ValueWriter) {
        writer.object { writer in
            writer.key(.customHeaders)
            customHeaders.write(to: &writer)
            writer.member(.domainName, domainName)
            writer.member(.keepaliveTimeout, keepaliveTimeout)
            writer.member(.path, path)
            writer.member(.port, port)
            writer.member(.protocol, `protocol`)
            writer.member(.readTimeout, readTimeout)
            writer.member(.responseCompletionTimeout, responseCompletionTimeout)
            writer.member(.sslProtocols, sslProtocols)
            writer.members(unknownMembers)
        }
    }
}

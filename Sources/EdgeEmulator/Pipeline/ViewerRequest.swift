public import HTTPTypes

/// A request as a viewer sent it to the edge.
public struct ViewerRequest: Sendable {
    /// The method.
    public var method: String
    /// The path as sent, percent-encoded.
    public var path: String
    /// The query string without its question mark.
    public var query: String
    /// The header fields, `Host` included, in the order and the casing in which they came.
    public var fields: HTTPFields
    /// The body; nil when the request has none.
    public var body: EdgeBody?
    /// Who sent it.
    public var viewer: Viewer
    /// The region that functions run in, where the request itself says so.
    public var region: String?

    /// Describes a request; `target` is a path and, after a question mark, a query string.
    public init(
        method: String = "GET",
        target: String,
        fields: HTTPFields = [:],
        body: EdgeBody? = nil,
        viewer: Viewer = Viewer(),
        region: String? = nil
    ) {
        self.method = method
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        path = mark.map { String(target[..<$0]) } ?? target
        query = mark.map { String(target[target.utf8.index(after: $0)...]) } ?? ""
        self.fields = fields
        self.body = body
        self.viewer = viewer
        self.region = region
    }

    /// The path and the query string.
    var target: String { query.isEmpty ? path : "\(path)?\(query)" }
}

/// Who sent a request, as far as CloudFront tells origins and functions.
public struct Viewer: Sendable, Equatable {
    /// The kinds of devices that CloudFront tells apart.
    public enum Device: String, Sendable, CaseIterable {
        case desktop
        case mobile
        case tablet
        case smartTV = "smarttv"
        case android
        case iOS = "ios"
    }

    /// The address of the peer, IPv4 or IPv6.
    public var address: String
    /// The port of the peer.
    public var port: Int
    /// The protocol's version: `1.0`, `1.1` or `2.0`.
    public var httpVersion: String
    /// Whether the request came over TLS.
    public var isSecure: Bool
    /// The country that the viewer is in, two letters; nil for the emulator's default.
    public var country: String?
    /// The device; nil to tell it from `User-Agent`.
    public var device: Device?

    /// Whether a text is a country's code as CloudFront gives it: two capital letters (ISO 3166-1 alpha-2).
    public static func isCountry(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { $0 &- UInt8(ascii: "A") < 26 }
    }

    /// Describes a viewer.
    public init(
        address: String = "127.0.0.1",
        port: Int = 0,
        httpVersion: String = "1.1",
        isSecure: Bool = false,
        country: String? = nil,
        device: Device? = nil
    ) {
        self.address = address
        self.port = port
        self.httpVersion = httpVersion
        self.isSecure = isSecure
        self.country = country
        self.device = device
    }
}

/// The answer that goes to a viewer.
public struct ViewerResponse: Sendable {
    /// The status.
    public var status: Int
    /// The reason phrase where it is not the usual one.
    public var reason: String?
    /// The header fields.
    public var fields: HTTPFields
    /// The body.
    public var body: EdgeBody
    /// The number under which the exchange is kept.
    public var exchange: Int = 0
}

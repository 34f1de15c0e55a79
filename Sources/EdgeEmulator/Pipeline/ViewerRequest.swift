public import HTTPTypes

/// A request as a viewer sent it to the edge.
///
/// ## Usage
///
/// ```swift
/// import Brink
/// import EdgeEmulator
///
/// let request = ViewerRequest(
///     method: "POST",
///     target: "/orders?draft=1",
///     hostName: "www.example.com",
///     body: EdgeBody("{}"),
///     viewer: Viewer(country: "DE", device: .mobile)
/// )
/// ```
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
    /// The viewer that sent it.
    public var viewer: Viewer
    /// The region that functions run in; nil uses the emulator's.
    public var region: String?

    /// Creates a request; `target` is the path and, after a question mark, the query string.
    ///
    /// `hostName` is the value of `Host` if `fields` have none; nil leaves it out, which CloudFront rejects.
    public init(
        method: String = "GET",
        target: String,
        hostName: String? = "localhost",
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
        if let hostName, fields[.hostName] == nil {
            self.fields = [.hostName: hostName]
            self.fields.append(contentsOf: fields)
        }
    }

    /// The path and the query string.
    var target: String { query.isEmpty ? path : "\(path)?\(query)" }
}

/// The sender of a request, as far as CloudFront describes it to origins and functions.
public struct Viewer: Sendable, Equatable {
    /// The kinds of devices that CloudFront distinguishes.
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
    /// True when the request came over TLS.
    public var isSecure: Bool
    /// The country that the viewer is in, as two letters; nil uses the emulator's.
    public var country: String?
    /// The device; nil derives it from `User-Agent`.
    public var device: Device?

    /// Reports if a text is a country code as CloudFront gives it: two capital letters (ISO 3166-1 alpha-2).
    package static func isCountry(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { $0 &- UInt8(ascii: "A") < 26 }
    }

    /// Creates a viewer.
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

/// A response as the viewer gets it.
///
/// ## Usage
///
/// ```swift
/// import Brink
/// import EdgeEmulator
///
/// func isHit(_ edge: EmulatedEdge, _ path: String) async throws -> Bool {
///     let response = await edge.respond(to: ViewerRequest(target: path))
///     print(response.status, try await response.body.text())
///     return response["X-Cache"] == "Hit from cloudfront"
/// }
/// ```
public struct ViewerResponse: Sendable {
    /// The status.
    public var status: Int
    /// The reason phrase where it is not the usual one.
    public var reason: String?
    /// The header fields.
    public var fields: HTTPFields
    /// The body; a stream can be read once.
    public var body: EdgeBody
    /// The number of its ``Exchange`` in the emulator's log.
    public var exchange: Int = 0

    /// The value of a header field by its name, in any casing; nil if there is none.
    public subscript(name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
}

public import CloudFrontEvents

/// An origin of a distribution: as functions see it, and the stand-in that responds on this machine.
///
/// ## Usage
///
/// ```swift
/// import Brink
/// import EdgeEmulator
///
/// let custom = CustomOrigin(domainName: "api.example.com")
/// let api = OriginSettings(
///     .custom(custom),
///     target: OriginServer(url: "http://127.0.0.1:3000").map { .server($0) }
/// )
///
/// let bucket = S3Origin(domainName: "site.s3.us-east-1.amazonaws.com")
/// let site = OriginSettings(.s3(bucket), target: .folder(FolderOrigin.Settings(root: "/srv/site")))
/// ```
public struct OriginSettings: Sendable, Equatable {
    /// The origin as origin events show it.
    public var origin: Origin
    /// The stand-in; nil asks the origin itself.
    public var target: OriginTarget?

    /// Creates an origin.
    public init(_ origin: Origin, target: OriginTarget? = nil) {
        self.origin = origin
        self.target = target
    }
}

/// A stand-in for an origin.
public enum OriginTarget: Sendable, Equatable {
    /// A folder, served as a bucket would be.
    case folder(FolderOrigin.Settings)
    /// A server.
    case server(OriginServer)
    /// Nothing; requests fail with this sentence.
    case unmapped(String)
}

/// An HTTP server that stands in for an origin.
public struct OriginServer: Sendable, Hashable {
    /// True for https.
    public var isSecure: Bool
    /// The host name or address.
    public var hostName: String
    /// The port.
    public var port: Int
    /// The prefix of every path: empty, or with a leading slash and no trailing one.
    public var pathPrefix: String

    /// Creates a server.
    public init(isSecure: Bool, hostName: String, port: Int, pathPrefix: String = "") {
        self.isSecure = isSecure
        self.hostName = hostName
        self.port = port
        self.pathPrefix = pathPrefix
    }

    /// Reads a URL such as `http://127.0.0.1:3000/api`; nil for other schemes, a query, a fragment or user information.
    public init?(url: String) {
        guard let colon = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = url[colon.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0 == "@" || $0 == " " }) else { return nil }
        let authority = rest[..<end]
        var hostName = authority
        var port = scheme == "https" ? 443 : 80
        if let mark = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = Int(authority[authority.index(after: mark)...]), (1...65535).contains(number)
            else { return nil }
            port = number
            hostName = authority[..<mark]
        }
        guard !hostName.isEmpty else { return nil }
        var path = rest[end...]
        while path.hasSuffix("/") { path.removeLast() }
        let isBracketed = hostName.hasPrefix("[") && hostName.hasSuffix("]")
        let bare = isBracketed ? hostName.dropFirst().dropLast() : hostName
        self.init(isSecure: scheme == "https", hostName: String(bare), port: port, pathPrefix: String(path))
    }

    /// The URL that paths are appended to.
    var url: String { "\(isSecure ? "https" : "http")://\(authority)\(pathPrefix)" }

    /// The host name and, unless it is the scheme's default, the port.
    var authority: String {
        let name = hostName.contains(":") ? "[\(hostName)]" : hostName
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}

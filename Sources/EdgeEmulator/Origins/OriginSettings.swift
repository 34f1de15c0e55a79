public import CloudFrontEvents

/// Where a distribution's requests go: what functions are told about it, and what really answers.
public struct OriginSettings: Sendable, Equatable {
    /// The origin as origin events show it.
    public var origin: Origin
    /// What answers in its place; nil where the origin itself is asked.
    public var target: OriginTarget?

    /// Creates an origin.
    public init(_ origin: Origin, target: OriginTarget? = nil) {
        self.origin = origin
        self.target = target
    }
}

/// What answers for an origin on this machine.
public enum OriginTarget: Sendable, Equatable {
    /// A folder, which is served as a bucket would be.
    case folder(FolderOrigin.Settings)
    /// A server, by its scheme, host and port; the path of the URL stands before every path.
    case server(OriginServer)
    /// Nothing: what there is to say about it.
    case unmapped(String)
}

/// A server that is asked over HTTP.
public struct OriginServer: Sendable, Hashable {
    /// Whether it is spoken to over TLS.
    public var isSecure: Bool
    /// The host's name or address.
    public var host: String
    /// The port.
    public var port: Int
    /// What stands before every path; empty, or with a slash before it and none behind it.
    public var pathPrefix: String

    /// Names a server.
    public init(isSecure: Bool, host: String, port: Int, pathPrefix: String = "") {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.pathPrefix = pathPrefix
    }

    /// Reads a URL such as `http://127.0.0.1:3000/api`; nil if it is no http or https URL without a query.
    public init?(url: String) {
        guard let colon = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = url[colon.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0 == "@" || $0 == " " }) else { return nil }
        let authority = rest[..<end]
        var host = authority
        var port = scheme == "https" ? 443 : 80
        if let mark = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = Int(authority[authority.index(after: mark)...]), (1...65535).contains(number)
            else { return nil }
            port = number
            host = authority[..<mark]
        }
        guard !host.isEmpty else { return nil }
        var path = rest[end...]
        while path.hasSuffix("/") { path.removeLast() }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host
        self.init(isSecure: scheme == "https", host: String(bare), port: port, pathPrefix: String(path))
    }

    /// The server as a URL.
    var url: String {
        let name = host.contains(":") ? "[\(host)]" : host
        let isUsual = port == (isSecure ? 443 : 80)
        return "\(isSecure ? "https" : "http")://\(name)\(isUsual ? "" : ":\(port)")\(pathPrefix)"
    }
}

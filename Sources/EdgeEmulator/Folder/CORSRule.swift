import HTTPTypes

/// A rule that lets pages of other origins read a folder's files (S3's CORS configuration).
public struct CORSRule: Sendable, Hashable {
    /// The origins that it allows, such as `https://example.com`; one `*` matches anything.
    public var origins: [String]
    /// The methods that it allows.
    public var methods: [String]
    /// The header names that requests may have; one `*` matches anything.
    public var requestHeaders: [String]
    /// The header names that pages may read.
    public var exposedHeaders: [String]
    /// The seconds that a browser may cache a preflight response.
    public var maxAge: Int?

    /// Creates a rule.
    public init(
        origins: [String] = ["*"],
        methods: [String] = ["GET", "HEAD"],
        requestHeaders: [String] = ["*"],
        exposedHeaders: [String] = [],
        maxAge: Int? = nil
    ) {
        self.origins = origins
        self.methods = methods
        self.requestHeaders = requestHeaders
        self.exposedHeaders = exposedHeaders
        self.maxAge = maxAge
    }

    func allows(_ origin: String, _ method: String) -> Bool {
        methods.contains(method) && origins.contains { Self.matches(origin, $0) }
    }

    func allows(headers: [some StringProtocol]) -> Bool {
        headers.allSatisfy { name in
            requestHeaders.contains { Self.matches(name.lowercased(), $0.lowercased()) }
        }
    }

    func addHeaders(to fields: inout HTTPFields, origin: String) {
        fields[.accessControlAllowOrigin] = origins.contains("*") ? "*" : origin
        if !exposedHeaders.isEmpty {
            fields[.accessControlExposeHeaders] = exposedHeaders.joined(separator: ", ")
        }
        if !origins.contains("*") {
            fields[.accessControlAllowCredentials] = "true"
            fields[.vary] = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"
        }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return text == pattern }
        let (before, after) = (pattern[..<star], pattern[pattern.index(after: star)...])
        return text.hasPrefix(before) && text.hasSuffix(after) && text.count >= before.count + after.count
    }
}

/// Which of a request's parts of one kind count: parameters of the query string, cookies, headers.
public enum Selection: Sendable, Equatable {
    /// None of them.
    case none
    /// These, by name.
    case only(Set<String>)
    /// All but these.
    case allExcept(Set<String>)

    /// All of them.
    public static let all = Selection.allExcept([])

    /// Whether a part of this name counts.
    public func contains(_ name: String) -> Bool {
        switch self {
        case .none: false
        case .only(let names): names.contains(name)
        case .allExcept(let names): !names.contains(name)
        }
    }
}

/// What is cached, for how long, and by which parts of the request: a cache policy.
public struct CachePolicy: Sendable, Equatable {
    /// The shortest time in the cache, in seconds, whatever the origin says.
    public var minimumTTL: Int
    /// The time in the cache, in seconds, when the origin says nothing.
    public var defaultTTL: Int
    /// The longest time in the cache, in seconds, whatever the origin says.
    public var maximumTTL: Int
    /// The parameters of the query string that are part of the cache key.
    public var queryStrings: Selection
    /// The headers that are part of the cache key, in lower case.
    public var headers: Selection
    /// The cookies that are part of the cache key.
    public var cookies: Selection

    /// Creates a policy that caches what the origin lets it cache, by path alone.
    public init(
        minimumTTL: Int = 0,
        defaultTTL: Int = 86_400,
        maximumTTL: Int = 31_536_000,
        queryStrings: Selection = .none,
        headers: Selection = .none,
        cookies: Selection = .none
    ) {
        self.minimumTTL = minimumTTL
        self.defaultTTL = defaultTTL
        self.maximumTTL = maximumTTL
        self.queryStrings = queryStrings
        self.headers = headers
        self.cookies = cookies
    }
}

/// What of a viewer's request goes to the origin, beside what is in the cache key: an origin request policy.
public struct OriginRequestPolicy: Sendable, Equatable {
    /// The parameters of the query string that are forwarded.
    public var queryStrings: Selection
    /// The viewer's headers that are forwarded, in lower case.
    public var headers: Selection
    /// CloudFront's own headers that are added, in lower case: `cloudfront-viewer-country` and the like.
    public var cloudFrontHeaders: Set<String>
    /// The cookies that are forwarded.
    public var cookies: Selection
    /// Headers that are added to every request to the origin.
    public var customHeaders: [(name: String, value: String)]

    /// Creates a policy that forwards everything but `Host`.
    ///
    /// With the viewer's `Host` a bucket or a gateway would not know itself.
    public init(
        queryStrings: Selection = .all,
        headers: Selection = .allExcept(["host"]),
        cloudFrontHeaders: Set<String> = [],
        cookies: Selection = .all,
        customHeaders: [(name: String, value: String)] = []
    ) {
        self.queryStrings = queryStrings
        self.headers = headers
        self.cloudFrontHeaders = cloudFrontHeaders
        self.cookies = cookies
        self.customHeaders = customHeaders
    }

    /// Tells whether two policies forward the same.
    public static func == (one: Self, other: Self) -> Bool {
        one.queryStrings == other.queryStrings && one.headers == other.headers
            && one.cloudFrontHeaders == other.cloudFrontHeaders && one.cookies == other.cookies
            && one.customHeaders.elementsEqual(other.customHeaders, by: ==)
    }
}

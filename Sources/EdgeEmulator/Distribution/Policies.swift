/// A selection among a request's headers, cookies or query parameters.
public enum Selection: Sendable, Equatable {
    /// None of them.
    case none
    /// Those with these names.
    case only(Set<String>)
    /// All except those with these names.
    case allExcept(Set<String>)

    /// All of them.
    public static let all = Selection.allExcept([])

    /// Reports if a name is selected.
    public func contains(_ name: String) -> Bool {
        switch self {
        case .none: false
        case .only(let names): names.contains(name)
        case .allExcept(let names): !names.contains(name)
        }
    }
}

/// A cache policy: the cache key and the times in the cache.
///
/// ## Usage
///
/// ```swift
/// import Brink
/// import EdgeEmulator
///
/// var behavior = Behavior(origin: "default")
/// behavior.cachePolicy = CachePolicy(
///     defaultTTL: 60,
///     queryStrings: .only(["page"]),
///     headers: .only(["cloudfront-viewer-country"])
/// )
/// ```
public struct CachePolicy: Sendable, Equatable {
    /// The minimum time in the cache in seconds, whatever the origin declares.
    public var minimumTTL: Int
    /// The time in the cache in seconds if the origin declares none.
    public var defaultTTL: Int
    /// The maximum time in the cache in seconds, whatever the origin declares.
    public var maximumTTL: Int
    /// The query parameters in the cache key.
    public var queryStrings: Selection
    /// The headers in the cache key, in lower case.
    public var headers: Selection
    /// The cookies in the cache key.
    public var cookies: Selection

    /// Creates a policy that caches what the origin allows, by path alone.
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

/// An origin request policy: the parts of a request that go to the origin in addition to the cache key.
public struct OriginRequestPolicy: Sendable, Equatable {
    /// The query parameters that are forwarded.
    public var queryStrings: Selection
    /// The viewer's headers that are forwarded, in lower case.
    public var headers: Selection
    /// CloudFront's own headers that are added, in lower case, such as `cloudfront-viewer-country`.
    public var cloudFrontHeaders: Set<String>
    /// The cookies that are forwarded.
    public var cookies: Selection

    /// Creates a policy that forwards everything except `Host`.
    ///
    /// A bucket or a gateway would not recognize the viewer's `Host`.
    public init(
        queryStrings: Selection = .all,
        headers: Selection = .allExcept(["host"]),
        cloudFrontHeaders: Set<String> = [],
        cookies: Selection = .all
    ) {
        self.queryStrings = queryStrings
        self.headers = headers
        self.cloudFrontHeaders = cloudFrontHeaders
        self.cookies = cookies
    }
}

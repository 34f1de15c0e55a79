/// Cached methods, times in the cache, and the cache key: the options that take effect at deployment.
package struct CachingOptions: Sendable, Equatable {
    /// The methods whose responses are cached, if set.
    package var cacheMethods: [String]?
    /// The minimum time in the cache, in seconds, if set.
    package var minTTL: Int?
    /// The time in the cache, in seconds, for responses without cache headers, if set.
    package var defaultTTL: Int?
    /// The maximum time in the cache, in seconds, if set.
    package var maxTTL: Int?
    /// True if responses are compressed for viewers that accept it.
    package var isCompressed = true
    /// The cookies in the cache key (default: none).
    package var cookies: ForwardedNames?
    /// The headers in the cache key (default: none for buckets, `Authorization` for other origins).
    package var headers: ForwardedNames?
    /// The query parameters in the cache key (default: none for buckets, all for other origins).
    package var queryString: ForwardedNames?
    /// The ID of an existing cache policy.
    package var cachePolicyId: String?

    /// Creates the defaults.
    package init() {}
}

/// The parts of a request that are forwarded to the origin, in addition to the cache key: the options that take effect
/// at deployment (default: nothing for buckets, everything for other origins).
package struct ForwardingOptions: Sendable, Equatable {
    /// Headers that the origin adds to every request.
    package var customRequestHeaders: [FileOption.Header] = []
    /// The forwarded methods, if set (default: GET, HEAD and OPTIONS for buckets, all for other origins).
    package var allowedMethods: [String]?
    /// The forwarded cookies, if set.
    package var cookies: ForwardedNames?
    /// The forwarded viewer headers, if set.
    package var headers: ForwardedNames?
    /// The CloudFront headers that are added.
    package var cloudFrontHeaders: [String] = []
    /// The forwarded query parameters, if set.
    package var queryString: ForwardedNames?
    /// The ID of an existing origin request policy.
    package var originRequestPolicyId: String?

    /// Every method that CloudFront forwards.
    package static let everyMethod = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]

    /// Creates the defaults.
    package init() {}
}

/// A selection among the headers, cookies or query parameters of a request.
package enum ForwardedNames: Sendable, Hashable {
    /// None of them.
    case none
    /// Those with these names.
    case only([String])
    /// All but these.
    case allExcept([String])
    /// All of them.
    case all
}

/// Cached methods, times in the cache, and the cache key.
package struct CachingOptions: Sendable, Equatable {
    /// The methods whose responses are cached.
    package var cacheMethods = ["GET", "HEAD"]
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
    /// The headers in the cache key (default: none).
    package var headers: ForwardedNames?
    /// The query parameters in the cache key (default: none for buckets, all for other origins).
    package var queryString: ForwardedNames?
    /// The ID of an existing cache policy.
    package var cachePolicyId: String?

    /// Creates the defaults.
    package init() {}
}

/// The parts of a request that are forwarded to the origin, in addition to the cache key (default: everything).
package struct ForwardingOptions: Sendable, Equatable {
    /// Headers added to every request.
    package var customRequestHeaders: [FileOption.Header] = []
    /// The forwarded methods.
    package var allowedMethods = Self.everyMethod
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

    /// Forwards everything.
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

/// What is cached, for how long, and by which parts of the request.
public struct CachingOptions: Sendable, Equatable {
    /// The methods whose responses are cached.
    public var cacheMethods = ["GET", "HEAD"]
    /// The shortest time in the cache, in seconds, where it is said.
    public var minTTL: Int?
    /// The time in the cache, in seconds, when the origin says nothing, where it is said.
    public var defaultTTL: Int?
    /// The longest time in the cache, in seconds, where it is said.
    public var maxTTL: Int?
    /// Whether responses are compressed for viewers that take it.
    public var isCompressed = true
    /// The cookies that are part of the cache key; none where it is not said.
    public var cookies: Selection?
    /// The headers that are part of the cache key; none where it is not said.
    public var headers: Selection?
    /// The parameters of the query string that are part of the cache key; where it is not said, none for a bucket
    /// and all for other origins.
    public var queryString: Selection?
    /// A cache policy that is in the account already.
    public var cachePolicyId: String?

    /// Caches as is usual for the kind of origin.
    public init() {}
}

/// What goes on to the origin, beside what is in the cache key; what is not said is forwarded.
public struct ForwardingOptions: Sendable, Equatable {
    /// Headers that are added to every request.
    public var customRequestHeaders: [FileOption.Header] = []
    /// The methods that are forwarded.
    public var allowedMethods = Self.everyMethod
    /// The cookies that are forwarded, where it is said.
    public var cookies: Selection?
    /// The viewer's headers that are forwarded, where it is said.
    public var headers: Selection?
    /// CloudFront's own headers that are added.
    public var cloudFrontHeaders: [String] = []
    /// The parameters of the query string that are forwarded, where it is said.
    public var queryString: Selection?
    /// An origin request policy that is in the account already.
    public var originRequestPolicyId: String?

    /// Every method that CloudFront forwards.
    public static let everyMethod = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]

    /// Forwards everything.
    public init() {}
}

/// Which of a request's parts of one kind are meant.
public enum Selection: Sendable, Hashable {
    /// None of them.
    case none
    /// These, by name.
    case only([String])
    /// All but these.
    case allExcept([String])
    /// All of them.
    case all
}

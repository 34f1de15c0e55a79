public import CloudFrontEvents

/// A cache behavior: the handling of requests whose path matches a pattern.
///
/// ## Usage
///
/// ```swift
/// import Brink
/// import EdgeEmulator
///
/// var api = Behavior(pathPattern: try PathPattern("/api/*"), origin: "api")
/// api.functions[.originRequest] = "sign"
/// api.cachePolicy = CachePolicy(defaultTTL: 0, queryStrings: .all)
/// api.allowedMethods = ["GET", "HEAD", "OPTIONS"]
/// ```
public struct Behavior: Sendable, Equatable {
    /// The pattern of its paths; nil in the default behavior.
    public var pathPattern: PathPattern?
    /// The name of the origin that its requests go to.
    public var origin: String
    /// The functions by event.
    public var functions = Functions()
    /// The cache key and the times in the cache.
    public var cachePolicy = CachePolicy()
    /// The parts of the request that go to the origin in addition to the cache key.
    public var originRequestPolicy = OriginRequestPolicy()
    /// The methods that are allowed; others get 403.
    public var allowedMethods = Self.methods
    /// The methods whose responses are cached.
    public var cachedMethods: Set<String> = ["GET", "HEAD"]
    /// Compresses responses for viewers that accept it.
    public var compresses = true
    /// The rewriting of paths where no origin-request function does it.
    public var pathRewriting = PathRewriting.none

    /// The functions of a behavior: at most one for each event (H:edge-function-restrictions-all).
    public struct Functions: Sendable, Equatable {
        private var names: [EventType: String] = [:]
        /// The request events whose function gets the body.
        public var includesBody: Set<EventType> = [.viewerRequest, .originRequest]

        /// Creates a set without functions.
        public init() {}

        /// The name of the function for an event.
        public subscript(event: EventType) -> String? {
            get { names[event] }
            set { names[event] = newValue }
        }
    }

    /// A rewriting of paths before the origin is asked.
    public enum PathRewriting: Sendable, Equatable {
        /// Leaves paths unchanged.
        case none
        /// Finds `/about.html` or `/about/index.html` for `/about`.
        case normalized
        /// Replaces paths without an extension by the index document.
        case singlePageApp(indexDocument: String)
    }

    /// The methods that CloudFront forwards.
    public static let methods: Set<String> = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]

    /// Creates a behavior that caches as the origin declares and forwards everything.
    public init(pathPattern: PathPattern? = nil, origin: String) {
        self.pathPattern = pathPattern
        self.origin = origin
    }
}

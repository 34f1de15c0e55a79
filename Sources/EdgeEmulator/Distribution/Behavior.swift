public import CloudFrontEvents

/// What becomes of the requests whose path matches a pattern: a cache behavior.
public struct Behavior: Sendable, Equatable {
    /// The paths that it is for; nil in the default behavior.
    public var pathPattern: PathPattern?
    /// The name of the origin that its requests go to.
    public var origin: String
    /// The functions that run, by event.
    public var functions: Functions
    /// What is cached, for how long, and by which parts of the request.
    public var cachePolicy: CachePolicy
    /// What of the request goes to the origin beside the cache key.
    public var originRequestPolicy: OriginRequestPolicy
    /// The methods that are let through; others get 403.
    public var allowedMethods: Set<String>
    /// The methods whose answers are cached.
    public var cachedMethods: Set<String>
    /// Whether answers are compressed for viewers that take that.
    public var compresses: Bool
    /// What stands before every path at the origin; empty, or with a slash before it and none behind it.
    public var originPathPrefix: String
    /// How paths become objects where no function of the user's does that.
    public var pathRewriting: PathRewriting

    /// The functions of a behavior: at most one for each event (H:edge-function-restrictions-all).
    public struct Functions: Sendable, Equatable {
        private var names: [EventType: String] = [:]
        /// The request events whose function is shown the body.
        public var includesBody: Set<EventType> = [.viewerRequest, .originRequest]

        /// Creates none.
        public init() {}

        /// The name of the function for an event.
        public subscript(event: EventType) -> String? {
            get { names[event] }
            set { names[event] = newValue }
        }

        /// The names of all functions.
        public var all: Set<String> { Set(names.values) }

        /// Whether there is none.
        public var isEmpty: Bool { names.isEmpty }
    }

    /// What the platform does to paths before it asks the origin, unless a user's origin-request function does.
    public enum PathRewriting: Sendable, Equatable {
        /// Nothing.
        case none
        /// `/about` finds `/about.html` or `/about/index.html`.
        case normalized
        /// A path without an extension becomes the index document.
        case singlePageApp(indexDocument: String)
    }

    /// Every method that CloudFront forwards.
    public static let methods: Set<String> = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]

    /// Creates a behavior that caches as the origin says and forwards everything.
    public init(pathPattern: PathPattern? = nil, origin: String) {
        self.pathPattern = pathPattern
        self.origin = origin
        functions = Functions()
        cachePolicy = CachePolicy()
        originRequestPolicy = OriginRequestPolicy()
        allowedMethods = Self.methods
        cachedMethods = ["GET", "HEAD"]
        compresses = true
        originPathPrefix = ""
        pathRewriting = .none
    }
}

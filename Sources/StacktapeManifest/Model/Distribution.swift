public import CloudFrontEvents

/// What a resource with a CDN becomes: a CloudFront distribution.
public struct Distribution: Sendable, Equatable {
    /// The name of the resource that it belongs to.
    public var name: String
    /// Where the name stands.
    public var place: Place
    /// Where requests go that no route is for: the resource itself.
    public var origin: Origin
    /// The functions for requests that no route is for.
    public var edgeFunctions: EdgeFunctionNames
    /// What is cached of the default origin.
    public var caching: CachingOptions
    /// What the default origin is told.
    public var forwarding: ForwardingOptions
    /// Where requests go by their paths; the first one that matches counts.
    public var routes: [RouteRewrite]
    /// What is put before every path that goes to the default origin; begins with a slash and ends with none.
    public var defaultRoutePrefix: String?
    /// The document that is meant by `/`; begins with a slash.
    public var indexDocument: String
    /// The document that stands in for what is not found; begins with a slash.
    public var errorDocument: String
    /// Whether a path without an extension means the index document.
    public var rewritesForSinglePageApp: Bool
    /// Whether `/about` finds `/about.html` and `/about/index.html`.
    public var normalizesURLs: Bool
    /// Further names that it answers to, in lower case.
    public var customDomains: [String]
}

/// Where requests go that match a path.
public struct RouteRewrite: Sendable, Equatable {
    /// The pattern, with a slash before it: `*` stands for any characters, `?` for one.
    public var path: String
    /// Where the pattern stands.
    public var place: Place
    /// What is put before every path that goes to the origin; begins with a slash and ends with none.
    public var routePrefix: String?
    /// Where the requests go.
    public var origin: Origin
    /// Whether `/about` finds `/about.html` there; buckets only.
    public var normalizesURLs: Bool
    /// The functions for these requests.
    public var edgeFunctions: EdgeFunctionNames
    /// What is cached of them.
    public var caching: CachingOptions
    /// What the origin is told.
    public var forwarding: ForwardingOptions
}

/// The names of the functions of a behavior, one for each event.
public struct EdgeFunctionNames: Sendable, Equatable {
    /// The function for viewer requests.
    public var onRequest: String?
    /// The function for viewer responses.
    public var onResponse: String?
    /// The function for origin requests.
    public var onOriginRequest: String?
    /// The function for origin responses.
    public var onOriginResponse: String?

    /// Names none.
    public init() {}

    /// The function for an event.
    public subscript(event: EventType) -> String? {
        get {
            switch event {
            case .viewerRequest: onRequest
            case .viewerResponse: onResponse
            case .originRequest: onOriginRequest
            case .originResponse: onOriginResponse
            }
        }
        set {
            switch event {
            case .viewerRequest: onRequest = newValue
            case .viewerResponse: onResponse = newValue
            case .originRequest: onOriginRequest = newValue
            case .originResponse: onOriginResponse = newValue
            }
        }
    }

    /// How a manifest calls an event.
    public static func member(for event: EventType) -> String {
        switch event {
        case .viewerRequest: "onRequest"
        case .viewerResponse: "onResponse"
        case .originRequest: "onOriginRequest"
        case .originResponse: "onOriginResponse"
        }
    }
}

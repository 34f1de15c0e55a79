package import CloudFrontEvents

/// The CloudFront distribution of a resource with a CDN.
package struct ManifestDistribution: Sendable, Equatable {
    /// The name of its resource.
    package var name: String
    /// The position of the name.
    package var position: SourcePosition
    /// The origin of requests that match no route: the resource itself.
    package var origin: ManifestOrigin
    /// The functions for requests that match no route.
    package var edgeFunctions: EdgeFunctionNames
    /// The caching of the default origin.
    package var caching = CachingOptions()
    /// The parts of requests that the default origin receives.
    package var forwarding = ForwardingOptions()
    /// The routes, in order; the first match wins.
    package var routes: [RouteRewrite]
    /// The prefix of every path at the default origin: begins with a slash, ends without.
    package var defaultRoutePrefix: String?
    /// The document served for `/`, if there is one; begins with a slash.
    package var indexDocument: String?
    /// The document served instead of a missing one, if there is one; begins with a slash.
    package var errorDocument: String?
    /// True if paths without an extension get the index document.
    package var rewritesForSinglePageApp = false
    /// True if `/about` finds `/about.html` and `/about/index.html`.
    package var normalizesURLs: Bool
    /// Its additional host names, in lower case.
    package var customDomains: [String]
}

/// A route for the requests that match a path pattern.
package struct RouteRewrite: Sendable, Equatable {
    /// The pattern, with a leading slash: `*` matches any characters, `?` one.
    package var path: String
    /// The position of the pattern.
    package var position: SourcePosition
    /// The prefix of every path at the origin: begins with a slash, ends without.
    package var routePrefix: String?
    /// The origin of these requests.
    package var origin: ManifestOrigin
    /// True if `/about` finds `/about.html` there; buckets only.
    package var normalizesURLs: Bool
    /// The functions for these requests.
    package var edgeFunctions: EdgeFunctionNames
    /// Their caching.
    package var caching: CachingOptions
    /// The parts of requests that the origin receives.
    package var forwarding: ForwardingOptions
}

/// The names of the functions of a behavior, one for each event.
package struct EdgeFunctionNames: Sendable, Equatable {
    /// The function for viewer requests.
    package var onRequest: String?
    /// The function for viewer responses.
    package var onResponse: String?
    /// The function for origin requests.
    package var onOriginRequest: String?
    /// The function for origin responses.
    package var onOriginResponse: String?

    /// The function for an event.
    package subscript(event: EventType) -> String? {
        switch event {
        case .viewerRequest: onRequest
        case .viewerResponse: onResponse
        case .originRequest: onOriginRequest
        case .originResponse: onOriginResponse
        }
    }
}

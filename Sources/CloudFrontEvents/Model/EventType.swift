/// Names the four places where CloudFront runs a function (C:lambda-cloudfront-trigger-events).
public enum EventType: String, CaseIterable, Sendable {
    /// Every viewer request, before the cache is looked up.
    case viewerRequest = "viewer-request"
    /// A request that goes on to the origin.
    case originRequest = "origin-request"
    /// The origin's answer, before it is cached.
    case originResponse = "origin-response"
    /// An answer, cached or not, before it goes to the viewer.
    case viewerResponse = "viewer-response"

    /// Tells whether the function returns a request, or a response in its stead.
    public var isRequest: Bool { self == .viewerRequest || self == .originRequest }

    /// Tells whether the function runs between the viewer and the cache.
    public var isViewer: Bool { self == .viewerRequest || self == .viewerResponse }
}

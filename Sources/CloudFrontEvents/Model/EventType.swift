/// The four stages at which CloudFront runs a function (C:lambda-cloudfront-trigger-events).
public enum EventType: String, CaseIterable, Sendable {
    /// A viewer's request, before the cache lookup.
    case viewerRequest = "viewer-request"
    /// A request that CloudFront forwards to the origin.
    case originRequest = "origin-request"
    /// The origin's response, before it is cached.
    case originResponse = "origin-response"
    /// A response, cached or not, before it goes to the viewer.
    case viewerResponse = "viewer-response"

    /// True for the stages whose function returns a request or generates a response.
    public var isRequest: Bool { self == .viewerRequest || self == .originRequest }

    /// True for the stages between the viewer and the cache.
    public var isViewer: Bool { self == .viewerRequest || self == .viewerResponse }
}

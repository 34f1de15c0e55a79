import CloudFrontEvents
import HTTPTypes

/// A request on its way to an origin.
struct OriginRequest: Sendable {
    /// The request, with the fields that CloudFront sends.
    var request: ViewerRequest
    /// The origin, as functions see and change it.
    var origin: Origin
    /// The name of the origin in its distribution.
    let name: String
    /// The origin in the distribution, before functions changed it.
    let settings: OriginSettings
    /// True when the response may be cached, so that the whole object is asked for.
    let asksForWhole: Bool

    init(_ request: ViewerRequest, _ passage: Passage) {
        let behavior = passage.behavior
        let settings =
            passage.distribution.origins[behavior.origin]
            ?? OriginSettings(
                .custom(CustomOrigin(domainName: behavior.origin)),
                target: .unmapped("The distribution has no origin \(behavior.origin).")
            )
        name = behavior.origin
        self.settings = settings
        origin = settings.origin
        asksForWhole = behavior.cachedMethods.contains(request.method)
        self.request = request
        self.request.query = EdgeFields.forwardedQuery(request.query, behavior)
        self.request.fields = EdgeFields.forwarded(
            request,
            behavior,
            origin: settings.origin,
            context: passage.context,
            isWhole: asksForWhole
        )
    }

    /// Asks for the object only if it differs from the cached one (RFC 9111, 4.3.1).
    mutating func addConditions(of fields: HTTPFields) {
        if let tag = fields[.eTag] { request.fields[.ifNoneMatch] = tag }
        if let date = fields[.lastModified] { request.fields[.ifModifiedSince] = date }
    }
}

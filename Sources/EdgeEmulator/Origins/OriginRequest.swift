import CloudFrontEvents
import HTTPTypes

/// A request as it goes on to an origin.
struct OriginRequest: Sendable {
    /// What is asked for, with the fields that CloudFront sends.
    var request: ViewerRequest
    /// The origin, as functions see and change it.
    var origin: Origin
    /// The name of the origin in its distribution.
    let name: String
    /// The origin as the distribution has it.
    let settings: OriginSettings
    /// Whether an answer is to be cached, and so is asked for as a whole.
    let asksForWhole: Bool

    /// The domain that was resolved before any function ran.
    var givenDomain: String { settings.origin.domainName }

    init(_ request: ViewerRequest, _ behavior: Behavior, _ passage: Passage) {
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
        self.request.path = behavior.originPathPrefix + request.path
        self.request.query = EdgeFields.forwardedQuery(request.query, behavior)
        self.request.fields = EdgeFields.forwarded(
            request,
            behavior,
            origin: settings.origin,
            context: passage.context,
            isWhole: asksForWhole
        )
    }

    /// Asks for an object only if it is another than the one that is there (RFC 9111, 4.3.1).
    mutating func addConditions(of fields: HTTPFields) {
        if let tag = fields[.eTag] { request.fields[.ifNoneMatch] = tag }
        if let date = fields[.lastModified] { request.fields[.ifModifiedSince] = date }
    }
}

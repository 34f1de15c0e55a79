/// The event that CloudFront passes to a function: `{"Records":[{"cf":{config, request, response}}]}`.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// let built = try EventBuilder(.viewerRequest).uri("/a").event()
/// var event = try CloudFrontEvent(json: built.json())
/// event.request.headers.set("Accept-Language", "fr")
/// print(event.type, event.request.uri)
/// ```
///
/// Unknown members and the text of numbers survive a round trip; the order of members does not: known members
/// are written in the order of CloudFront's samples, unknown ones after them. Of a repeated member the last
/// one wins, as in `JSON.parse` and `json.loads`.
public struct CloudFrontEvent: Sendable, Hashable {
    /// The distribution and the stage that the event comes from.
    public var config: EventConfig
    /// The request; in response events, the request that led to the response.
    public var request: EdgeRequest
    /// The response, in response events.
    public var response: EdgeResponse?
    /// The unknown members of `cf`.
    public var unknownMembers = UnknownMembers()
    /// The members beside `cf`.
    var recordMembers = UnknownMembers()
    /// The members beside `Records`.
    var envelopeMembers = UnknownMembers()

    /// Creates an event.
    public init(config: EventConfig, request: EdgeRequest, response: EdgeResponse? = nil) {
        self.config = config
        self.request = request
        self.response = response
    }

    /// The stage that runs the function.
    public var type: EventType { config.eventType }
}

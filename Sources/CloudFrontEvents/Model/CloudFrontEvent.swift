/// The record that CloudFront gives to a function: `{"Records":[{"cf":{config, request, response}}]}`.
///
/// Members that this model does not know survive a round trip, and so does the text of numbers. Their order
/// does not: the known ones are written in the order of CloudFront's samples, the others after them. Of a
/// member that occurs twice the last one wins, which is also what a handler would see.
public struct CloudFrontEvent: Sendable, Hashable {
    /// Where the event comes from.
    public var config: EventConfig
    /// The request; in response events the one that led to the response.
    public var request: EdgeRequest
    /// The response, in response events.
    public var response: EdgeResponse?
    /// What else stands in `cf`.
    public var unknownMembers = UnknownMembers()
    /// What stands beside `cf` in the record.
    var recordMembers = UnknownMembers()
    /// What stands beside `Records`.
    var envelopeMembers = UnknownMembers()

    /// Creates an event of its parts.
    public init(config: EventConfig, request: EdgeRequest, response: EdgeResponse? = nil) {
        self.config = config
        self.request = request
        self.response = response
    }

    /// The place where the function runs.
    public var type: EventType { config.eventType }
}

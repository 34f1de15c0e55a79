/// The distribution and the stage that an event comes from; read-only, never part of a result.
public struct EventConfig: Sendable, Hashable {
    /// The distribution's domain name, such as `d111111abcdef8.cloudfront.net`.
    public var distributionDomainName: String?
    /// The distribution's identifier, such as `EDFDVBD6EXAMPLE`.
    public var distributionId: String?
    /// The stage that runs the function.
    public var eventType: EventType
    /// The request's identifier, as in `x-amz-cf-id`; not in origin events before 2020-03-17.
    public var requestId: String?
    /// The unknown members of the object.
    public var unknownMembers = UnknownMembers()

    /// Creates a configuration.
    public init(
        distributionDomainName: String? = nil,
        distributionId: String? = nil,
        eventType: EventType,
        requestId: String? = nil
    ) {
        self.distributionDomainName = distributionDomainName
        self.distributionId = distributionId
        self.eventType = eventType
        self.requestId = requestId
    }

    init(from reader: inout some ValueReader) throws(JSONFailure) {
        var cursor = try reader.enterObject()
        let start = reader.position &- 1
        var eventType: EventType?
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "distributionDomainName": distributionDomainName = try reader.string()
            case "distributionId": distributionId = try reader.string()
            case "eventType":
                eventType = try reader.choice(
                    expected: "viewer-request, origin-request, origin-response or viewer-response"
                )
            case "requestId": requestId = try reader.string()
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
        self.eventType = try JSONFailure.require(eventType, at: start, "the member \"eventType\"")
    }

    func write(to writer: inout some ValueWriter) {
        writer.object { writer in
            writer.member(.distributionDomainName, distributionDomainName)
            writer.member(.distributionId, distributionId)
            writer.member(.eventType, eventType.rawValue)
            writer.member(.requestId, requestId)
            writer.members(unknownMembers)
        }
    }
}

/// Chooses whose figures are the limits.
public enum LimitProfile: String, CaseIterable, Sendable {
    /// Those on Stacktape's page for edge functions, which are AWS's figures up to 2023.
    case stacktape
    /// AWS's newest figures (H:cloudfront-limits, M:cloudfront-limits).
    case aws

    /// The limits for functions on one kind of event.
    public func limits(for type: EventType) -> EventLimits {
        let isSmall = self == .stacktape && type.isViewer
        let bodyBytes = type.isViewer ? 40 * 1024 : 1024 * 1024
        return EventLimits(
            memory: isSmall ? 128...128 : 128...10_240,
            maximumTimeout: isSmall ? 5 : 30,
            packageBytes: (isSmall ? 1 : 50) * 1024 * 1024,
            generatedResponseBytes: bodyBytes,
            shownBodyBytes: bodyBytes,
            replacedTextBytes: bodyBytes,
            // The documented 53.2 KB and 1.33 MB do not fit the limit on what they decode to (section 7, row 8).
            replacedBase64Characters: (bodyBytes + 2) / 3 * 4
        )
    }
}

/// The limits for functions on one kind of event (3.1 of the platform digest); a KB is 1,024 bytes.
public struct EventLimits: Sendable, Hashable {
    /// The memory that a function can be given, in MB.
    public let memory: ClosedRange<Int>
    /// The longest timeout, in seconds.
    public let maximumTimeout: Int
    /// The size of the zipped package with its libraries.
    public let packageBytes: Int
    /// The size of a generated response, headers and body.
    public let generatedResponseBytes: Int
    /// The part of a request's body that a function is shown.
    public let shownBodyBytes: Int
    /// The size of a replaced body that is returned as text, or of one that base64 stands for.
    public let replacedTextBytes: Int
    /// The length of a replaced body that is returned as base64.
    public let replacedBase64Characters: Int
}

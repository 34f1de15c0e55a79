/// The source of the limits' figures.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// print(LimitProfile.stacktape.limits(for: .viewerRequest).maximumTimeout)  // 5
/// print(LimitProfile.aws.limits(for: .viewerRequest).maximumTimeout)  // 30
/// ```
public enum LimitProfile: String, CaseIterable, Sendable {
    /// Stacktape's figures for edge functions, which were AWS's until 2023.
    case stacktape
    /// AWS's newest figures (H:cloudfront-limits, M:cloudfront-limits).
    case aws

    /// Returns the limits for functions at a stage.
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
            // The documented 53.2 KB and 1.33 MB do not fit the decoded limits (docs/platform.md, "Choices", 8).
            replacedBase64Characters: (bodyBytes + 2) / 3 * 4
        )
    }
}

/// The limits for functions at one stage (docs/platform.md, "Limits"); a KB is 1,024 bytes.
public struct EventLimits: Sendable, Hashable {
    /// The memory that a function can have, in MB.
    public let memory: ClosedRange<Int>
    /// The longest timeout, in seconds.
    public let maximumTimeout: Int
    /// The maximum size of the zipped package with its libraries.
    public let packageBytes: Int
    /// The maximum size of a generated response, headers and body.
    public let generatedResponseBytes: Int
    /// The size at which a request's body is cut for the function.
    public let shownBodyBytes: Int
    /// The maximum size of a replaced body, decoded.
    public let replacedTextBytes: Int
    /// The maximum length of a replaced body as base64.
    public let replacedBase64Characters: Int
}

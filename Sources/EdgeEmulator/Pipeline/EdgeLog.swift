public import CloudFrontEvents
public import Invocations

/// Receives what functions log, and what CloudFront logs about their results.
///
/// The request waits for each call, so an implementation does slow work elsewhere.
public protocol EdgeLog: Sendable {
    /// Logs the outcome of an invocation, with the lines that the function wrote.
    func note(_ outcome: InvocationOutcome, of function: FunctionAddress)

    /// Logs that CloudFront refused a function's result (C:lambda-edge-testing-debugging).
    ///
    /// - Parameters:
    ///   - refusal: the rule that was broken.
    ///   - requestId: the request's `x-amz-cf-id`.
    ///   - distributionId: the distribution that the function belongs to.
    ///   - region: the region that the function ran in.
    func note(_ refusal: Refusal, requestId: String, distributionId: String, region: EdgeRegion)
}

/// Keeps no log.
public struct NoEdgeLog: EdgeLog {
    /// Creates one.
    public init() {}

    /// Ignores the outcome.
    public func note(_ outcome: InvocationOutcome, of function: FunctionAddress) {}

    /// Ignores the refusal.
    public func note(_ refusal: Refusal, requestId: String, distributionId: String, region: EdgeRegion) {}
}

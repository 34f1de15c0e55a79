public import CloudFrontEvents
public import HandlerRuntime

/// Takes what is logged about requests: by the functions, and by CloudFront about them.
///
/// It is called on the way of a request, which waits for it: whatever takes time is done elsewhere.
public protocol EdgeLog: Sendable {
    /// Takes what became of an invocation, with what it wrote.
    func note(_ outcome: InvocationOutcome, of function: FunctionAddress)

    /// Takes why CloudFront did not take a function's answer (C:lambda-edge-testing-debugging).
    ///
    /// - Parameters:
    ///   - refusal: which rule was broken.
    ///   - requestId: the request's `x-amz-cf-id`.
    ///   - distributionId: the distribution that the function belongs to.
    ///   - region: where the function ran.
    func note(_ refusal: Refusal, requestId: String, distributionId: String, region: EdgeRegion)
}

/// Keeps no log.
public struct NoEdgeLog: EdgeLog {
    /// Makes one.
    public init() {}

    /// Forgets it.
    public func note(_ outcome: InvocationOutcome, of function: FunctionAddress) {}

    /// Forgets it.
    public func note(_ refusal: Refusal, requestId: String, distributionId: String, region: EdgeRegion) {}
}

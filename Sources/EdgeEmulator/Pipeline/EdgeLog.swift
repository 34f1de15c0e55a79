public import CloudFrontEvents
public import Invocations

/// Receives what functions log, and what CloudFront logs about their results.
///
/// The request waits for each call, so an implementation does slow work elsewhere.
public protocol EdgeLog: Sendable {
    /// Logs the outcome of an invocation, with the lines that the function wrote.
    func note(_ outcome: InvocationOutcome, of function: FunctionAddress)

    /// Logs that CloudFront refused a function's result (C:lambda-edge-testing-debugging).
    func note(_ refusal: Refusal, requestId: String, distributionId: String, region: EdgeRegion)
}

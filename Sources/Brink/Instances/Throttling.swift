import HandlerRuntime
import Invocations

/// The limit that kept a caller from an instance for as long as it may wait.
///
/// Source of the error's name: `C:http-503-service-unavailable`.
package struct Throttling: Error {
    let function: HostedFunction
    /// The number of concurrent invocations that the limit allows.
    let limit: Int
    /// The functions that share the limit.
    let scope: String
    let waited: Duration

    /// Makes the outcome of an invocation that never began: an id, a failure and nothing else.
    package func outcome() -> InvocationOutcome {
        var ids = RequestIdSource()
        let configuration = function.prepared.configuration
        return InvocationOutcome(
            kind: .throttled,
            failure: HandlerFailure(errorType: "LambdaLimitExceeded", errorMessage: message),
            report: InvocationReport(
                requestId: ids.next().text,
                runtime: configuration.runtime,
                isolation: function.runtime.isolation,
                memoryLimitMB: configuration.memoryMB
            )
        )
    }

    private var message: String {
        let bound = "the limit of \(limit) concurrent invocations of \(scope) was reached"
        return waited == .zero ? bound : "\(bound), and no instance became free within \(waited)"
    }
}

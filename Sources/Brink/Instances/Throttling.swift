import HandlerRuntime
import Invocations

/// The limit that kept a caller from an instance for as long as it may wait.
///
/// Source of the error's name: `C:http-503-service-unavailable`.
package struct Throttling: Error {
    /// The limits, with their values.
    enum Limit {
        case function(Int)
        case host(Int)
    }

    private let function: HostedFunction
    private let limit: Limit
    private let waited: Duration

    init(_ function: HostedFunction, by limit: Limit, afterNanoseconds waited: UInt64) {
        self.function = function
        self.limit = limit
        self.waited = .nanoseconds(waited)
    }

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
        let bound =
            switch limit {
            case .function(let limit):
                "the limit of \(limit) concurrent invocations of this function was reached"
            case .host(let limit): "the limit of \(limit) concurrent invocations of all functions was reached"
            }
        return waited == .zero ? bound : "\(bound), and no instance became free within \(waited)"
    }
}

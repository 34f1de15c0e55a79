import HandlerRuntime

/// Why a caller was not let in: a limit on instances that held for as long as it may wait.
///
/// Source: `C:http-503-service-unavailable` for the name of the error.
struct Throttling: Error {
    /// The limits that there are, with their values.
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

    /// What became of an invocation that never began: it has an id and nothing else to report.
    func outcome() -> InvocationOutcome {
        var ids = RequestIdSource()
        let configuration = function.prepared.configuration
        return InvocationOutcome(
            kind: .throttled,
            failure: HandlerFailure(errorType: "LambdaLimitExceeded", errorMessage: message),
            transcript: InvocationTranscript(),
            report: InvocationReport(
                requestId: ids.next().text,
                runtime: configuration.runtime,
                isolation: function.runtime.isolation,
                coldStart: false,
                initDuration: nil,
                duration: .zero,
                cpuTime: .zero,
                memoryLimitMB: configuration.memoryMB,
                maxMemoryUsedBytes: 0
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
        return waited == .zero ? bound : "\(bound), and a wait of \(waited) did not help"
    }
}

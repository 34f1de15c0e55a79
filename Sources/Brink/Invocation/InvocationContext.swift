import CloudFrontEvents
import HandlerRuntime
import InterpreterThreads
import Invocations

/// The facts that all invocations of one environment share.
struct InvocationContext: Sendable {
    let function: PreparedFunction
    let judge: Judge?
    let log: InvocationLog
    let isolation: Isolation
    let logStreamName: String

    /// Prepares the call for an event.
    func call(with event: InvocationEvent, id: RequestId, requestId: String? = nil) -> GuestCall {
        GuestCall(requestId: requestId ?? id.text, event: event.forGuest, traceId: id.traceHeader)
    }

    /// Makes the outcome of an invocation and judges it; `call` is nil when it never began.
    func outcome(
        of ending: CallCompletion.Ending,
        _ record: InvocationRecord,
        _ call: CallRecord?,
        for event: InvocationEvent
    ) -> InvocationOutcome {
        var record = record
        record.isolation = isolation
        record.logStreamName = logStreamName
        if let call {
            record.add(call.earlierLines)
            record.begin(at: call.usage.beganAt)
            record.add(call.lines)
            record.add(call.usage, peakMemoryBytes: call.peakMemoryBytes)
        }
        var outcome = record.outcome(of: ending)
        if let judge { outcome.judge(by: judge, for: event.record) }
        return outcome
    }
}

/// The facts about one call, as the guest's thread records them.
struct CallRecord {
    let requestId: String
    let earlierLines: [LogEntry]
    private(set) var lines: [LogEntry] = []
    /// The call's ending; nil while it runs, and for an abandoned call.
    private(set) var ending: CallCompletion.Ending?
    private(set) var environmentLives = false
    private(set) var peakMemoryBytes = 0
    private(set) var usage = Usage()

    /// Records the end of the call; nil is the completion of an abandoned one.
    mutating func end(_ completion: CallCompletion?, _ usage: Usage, _ lines: [LogEntry]) {
        ending = completion?.ending
        environmentLives = completion?.environmentLives ?? false
        peakMemoryBytes = completion?.peakMemoryBytes ?? 0
        self.usage = usage
        self.lines = lines
        if let exit = completion?.exitAfterAnswer {
            let failure = HandlerFailure.exit(exit, requestId: requestId)
            let time = lines.last?.epochMilliseconds ?? usage.beganAt
            self.lines += [failure.errorMessage, failure.errorType].map {
                LogEntry(epochMilliseconds: time, stream: .platform, message: $0)
            }
        }
    }
}

import HandlerRuntime
import InterpreterThreads
import Invariants
import Invocations
import Synchronization

/// One invocation of a handler.
final class SingleInvocation: SupervisedCalls {
    private let event: InvocationEvent
    private let record: InvocationRecord
    private let context: InvocationContext
    /// The call, once it was handed out.
    private let call = Mutex<CallRecord?>(nil)

    init(with event: InvocationEvent, _ record: InvocationRecord, in context: InvocationContext) {
        self.event = event
        self.record = record
        self.context = context
    }

    func next() -> SupervisedCall? {
        let guestCall = call.withLock { call -> GuestCall? in
            guard call == nil else { return nil }
            call = CallRecord(requestId: record.requestId, earlierLines: context.log.drain())
            return context.call(with: event, id: record.id, requestId: record.requestId)
        }
        return guestCall.map { SupervisedCall(.invoke($0), limit: record.remaining) }
    }

    func callEnded(_ completion: CallCompletion, _ usage: Usage) {
        let lines = context.log.drain()
        call.withLock { $0?.end(completion, usage, lines) }
    }

    /// Makes the outcome after the call ended as `end` says.
    func finish(_ end: SupervisionEnd) -> (outcome: InvocationOutcome, environmentLives: Bool) {
        var call = call.withLock(\.self)
        let ending: CallCompletion.Ending
        switch end {
        case .done:
            guard let completed = call?.ending else {
                violation("a supervised call ended without a completion")
            }
            ending = completed
        case .abandoned(let usage, _):
            call?.end(nil, usage, context.log.drain())
            ending = .interrupted
        case .threadIsStuck:
            call = nil
            ending = .failed(.interpreterIsStuck)
        }
        let outcome = context.outcome(of: ending, record, call, for: event)
        return (outcome, call?.environmentLives ?? true)
    }
}

import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// Invocations of one instance, one after another: gives out the calls, and makes an outcome of each answer.
///
/// Used on the guest's thread, so that a batch crosses to it once; its results are read when that is done.
final class InvocationBatch: SupervisedCalls {
    /// What all invocations of an instance have in common.
    struct Setting: Sendable {
        let function: PreparedFunction
        let judge: Judge?
        let log: InvocationLog
    }

    private struct State {
        var record: InvocationRecord
        var outcomes: [InvocationOutcome] = []
        var environmentLives = true
    }

    private let events: ArraySlice<InvocationEvent>
    private let setting: Setting
    private let ids: [RequestId]
    private let state: Mutex<State>

    /// Prepares to invoke a handler with events.
    ///
    /// - Parameters:
    ///   - events: at least one.
    ///   - first: what there is to tell about the first invocation already.
    ///   - ids: those of the others.
    ///   - setting: what they have in common.
    init(
        _ events: ArraySlice<InvocationEvent>,
        first: InvocationRecord,
        ids: [RequestId],
        _ setting: Setting
    ) {
        self.events = events
        self.setting = setting
        self.ids = ids
        var state = State(record: first)
        state.outcomes.reserveCapacity(events.count)
        self.state = Mutex(state)
    }

    func next() -> SupervisedCall? {
        state.withLock { state in
            let done = state.outcomes.count
            guard state.environmentLives, done < events.count else { return nil }
            if done > 0 { state.record = InvocationRecord(of: setting.function, id: ids[done - 1]) }
            state.record.beginInvoking(setting.log)
            let call = GuestCall(
                requestId: state.record.requestId,
                event: events[events.startIndex + done].forGuest,
                traceId: state.record.id.traceHeader
            )
            return SupervisedCall(kind: .invoke(call), limit: state.record.remaining)
        }
    }

    func take(_ answer: GuestAnswer, _ took: Usage) {
        state.withLock { state in
            state.record.add(took, peakMemoryBytes: answer.peakMemoryBytes)
            let ending = InvocationEnding(answer.ending, requestId: state.record.requestId)
            state.environmentLives = ending.environmentLives
            add(ending, to: &state)
        }
    }

    /// Tells the last invocation's end, which no guest told, and hands out what became of all.
    func outcomes(after end: SupervisionEnd) -> (outcomes: [InvocationOutcome], environmentLives: Bool) {
        state.withLock { state in
            switch end {
            case .done: break
            case .abandoned(let took):
                state.record.add(took, peakMemoryBytes: 0)
                add(.timedOut, to: &state)
            case .threadIsStuck: add(.failed(.interpreterIsStuck), to: &state)
            }
            return (state.outcomes, state.environmentLives)
        }
    }

    private func add(_ ending: InvocationEnding, to state: inout State) {
        let index = events.startIndex + state.outcomes.count
        var outcome = state.record.outcome(of: ending, log: setting.log)
        if let judge = setting.judge { outcome.judge(by: judge, for: events[index].record) }
        state.outcomes.append(outcome)
    }
}

/// The init phase of one instance.
final class InitPhase: SupervisedCalls {
    private struct State {
        var hasBegun = false
        var answer: GuestAnswer?
        var took = Usage()
    }

    private let limit: Duration
    private let state = Mutex(State())

    init(limit: Duration) {
        self.limit = limit
    }

    func next() -> SupervisedCall? {
        state.withLock { state in
            defer { state.hasBegun = true }
            return state.hasBegun ? nil : SupervisedCall(kind: .load, limit: limit)
        }
    }

    func take(_ answer: GuestAnswer, _ took: Usage) {
        state.withLock {
            $0.answer = answer
            $0.took = took
        }
    }

    /// What the guest answered, if it did, and what that took.
    var answer: (GuestAnswer, Usage)? {
        state.withLock { state in state.answer.map { ($0, state.took) } }
    }
}

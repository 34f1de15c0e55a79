import HandlerRuntime
import InterpreterThreads
import Invocations
import Synchronization

/// Several invocations of one environment, one after another.
///
/// The guest's thread only makes the calls. The waiting caller prepares the events ahead of it and makes the outcomes
/// behind it: ``help(until:)``. Where the caller falls behind, the thread prepares an event itself.
final class InvocationBatch: SupervisedCalls {
    private struct State {
        /// Calls for the events from ``called`` on; nil where none was prepared in time.
        var prepared: [GuestCall?] = []
        var called = 0
        /// Calls whose outcome was not made yet; the last one may be running.
        var calls: [CallRecord] = []
        var isRunning = false
        var environmentLives = true
    }

    /// The number of events that are prepared ahead.
    private static let lead = 64

    /// The number of fruitless spins in a row after which a caller stops helping and sleeps.
    ///
    /// A thread that has to be woken first is worth the wait: more calls follow.
    private static let longestPatience = 20

    // Stored copies, so that the two threads do not contend for one reference count.
    private let log: InvocationLog
    private let limits: (first: Duration, others: Duration)
    private let events: ArraySlice<InvocationEvent>
    private let first: InvocationRecord
    private let ids: [RequestId]
    private let context: InvocationContext
    private let state = Mutex(State())
    /// Made by the caller.
    private let outcomes: Mutex<[InvocationOutcome]>
    /// The number of invocations that have ended, readable without the lock.
    private let endedCount = Atomic(0)

    /// Prepares to invoke a handler with at least one event; `ids` are those of the invocations after the first.
    init(
        with events: ArraySlice<InvocationEvent>,
        _ first: InvocationRecord,
        ids: [RequestId],
        in context: InvocationContext
    ) {
        self.events = events
        self.first = first
        self.ids = [first.id] + ids
        self.context = context
        log = context.log
        limits = (first.remaining, context.function.configuration.timeout)
        var outcomes: [InvocationOutcome] = []
        outcomes.reserveCapacity(events.count)
        self.outcomes = Mutex(outcomes)
    }

    // MARK: On the guest's thread

    func next() -> SupervisedCall? {
        state.withLock { state in
            let index = state.called
            guard state.environmentLives, index < events.count else { return nil }
            let ready = index < state.prepared.count ? state.prepared[index].take() : nil
            let call = ready ?? prepare(index)
            state.called += 1
            state.isRunning = true
            state.calls.append(CallRecord(requestId: call.requestId, earlierLines: log.drain()))
            return SupervisedCall(.invoke(call), limit: index == 0 ? limits.first : limits.others)
        }
    }

    func callEnded(_ completion: CallCompletion, _ usage: Usage) {
        let lines = log.drain()
        state.withLock { state in
            state.calls[state.calls.count - 1].end(completion, usage, lines)
            state.environmentLives = completion.environmentLives
            state.isRunning = false
        }
        endedCount.add(1, ordering: .releasing)
    }

    // MARK: On the caller's thread

    /// Prepares events and makes outcomes until the guest's thread has made its last call, or its calls are slow.
    func help(until isDone: () -> Bool) {
        var patience = Self.longestPatience
        while patience > 0 && !isDone() {
            prepareAhead()
            let seen = endedCount.load(ordering: .acquiring)
            makeOutcomes()
            let hasGoneOn = Spinning.wait { endedCount.load(ordering: .relaxed) != seen || isDone() }
            patience = hasGoneOn ? Self.longestPatience : patience - 1
        }
    }

    /// Makes the remaining outcomes after the calls ended as `end` says.
    func finish(_ end: SupervisionEnd) -> (outcomes: [InvocationOutcome], environmentLives: Bool) {
        makeOutcomes()
        switch end {
        case .done: break
        case .abandoned(let usage, _):
            var running = state.withLock { $0.calls.popLast() }
            running?.end(nil, usage, log.drain())
            add(running, .interrupted)
        case .threadIsStuck: add(nil, .failed(.interpreterIsStuck))
        }
        return (outcomes.withLock(\.self), state.withLock(\.environmentLives))
    }

    private func prepareAhead() {
        let range = state.withLock { state in
            let start = max(state.called, state.prepared.count)
            let end = min(events.count, state.called + Self.lead)
            while state.prepared.count < start { state.prepared.append(nil) }
            return start..<max(start, end)
        }
        for index in range {
            let call = prepare(index)
            state.withLock { state in state.prepared.append(index < state.called ? nil : call) }
        }
    }

    private func prepare(_ index: Int) -> GuestCall {
        context.call(with: events[events.startIndex + index], id: ids[index])
    }

    /// Makes outcomes of the invocations that have ended.
    private func makeOutcomes() {
        let ended = state.withLock { state in
            var ended: [CallRecord] = []
            swap(&ended, &state.calls)
            if state.isRunning, let running = ended.popLast() { state.calls.append(running) }
            return ended
        }
        for call in ended {
            if let ending = call.ending { add(call, ending) }
        }
    }

    private func add(_ call: CallRecord?, _ ending: CallCompletion.Ending) {
        outcomes.withLock { outcomes in
            let index = outcomes.count
            let record =
                index == 0
                ? first : InvocationRecord(of: context.function, id: ids[index], requestId: call?.requestId)
            let event = events[events.startIndex + index]
            outcomes.append(context.outcome(of: ending, record, call, for: event))
        }
    }
}

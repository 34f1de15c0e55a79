import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// Invocations of one instance, one after another: gives out the calls, and makes an outcome of each answer.
///
/// The guest's thread does nothing but call. Whoever waits for the batch prepares the events ahead of it, and makes
/// the outcomes behind it: ``help(until:)``. Where that falls behind, the thread prepares an event itself.
final class InvocationBatch: SupervisedCalls {
    /// What all invocations of an instance have in common.
    struct Setting: Sendable {
        let function: PreparedFunction
        let judge: Judge?
        let log: InvocationLog
        let isolation: Isolation
        let logStreamName: String
    }

    /// What the guest's thread knows of an invocation that has ended.
    private struct Answered {
        var requestId: String
        var earlierLines: [LogEntry]
        var lines: [LogEntry] = []
        var ending: GuestAnswer.Ending?
        var peakMemoryBytes = 0
        var took = Usage()
    }

    private struct State {
        /// Calls for the events from ``called`` on; those that are not prepared yet are nil.
        var prepared: [GuestCall?] = []
        var called = 0
        /// The invocations that have ended, without those that were collected; the last one may be running.
        var answered: [Answered] = []
        var isRunning = false
        var environmentLives = true
    }

    private struct Told {
        var first: InvocationRecord
        var outcomes: [InvocationOutcome] = []
    }

    /// How many events are prepared ahead.
    private static let lead = 64

    /// How often in a row nothing may have ended before a caller stops helping and sleeps.
    private static let longestPatience = 20

    private let limits: (first: Duration, others: Duration)
    // Of its own, so that the two threads do not count references to the same object all the time.
    private let log: InvocationLog
    private let events: ArraySlice<InvocationEvent>
    private let ids: [RequestId]
    private let setting: Setting
    private let state = Mutex(State())
    /// What was made of it, by the caller.
    private let told: Mutex<Told>
    /// How many invocations have ended; for those who wait without the lock.
    private let endedCount = Atomic(0)

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
        self.ids = [first.id] + ids
        self.setting = setting
        log = setting.log
        limits = (first.remaining, setting.function.configuration.timeout)
        var told = Told(first: first)
        told.outcomes.reserveCapacity(events.count)
        self.told = Mutex(told)
    }

    // MARK: On the guest's thread

    func next() -> SupervisedCall? {
        let earlierLines = log.take()
        return state.withLock { state in
            let index = state.called
            guard state.environmentLives, index < events.count else { return nil }
            let ready = index < state.prepared.count ? state.prepared[index].take() : nil
            let call = ready ?? prepare(index)
            state.called += 1
            state.isRunning = true
            state.answered.append(Answered(requestId: call.requestId, earlierLines: earlierLines))
            return SupervisedCall(.invoke(call), limit: index == 0 ? limits.first : limits.others)
        }
    }

    func take(_ answer: GuestAnswer, _ took: Usage) {
        let lines = log.take()
        state.withLock { state in
            let last = state.answered.count - 1
            state.answered[last].lines = lines
            state.answered[last].ending = answer.ending
            state.answered[last].peakMemoryBytes = answer.peakMemoryBytes
            state.answered[last].took = took
            state.environmentLives = answer.ending.environmentLives
            state.isRunning = false
        }
        endedCount.add(1, ordering: .releasing)
    }

    // MARK: On the caller's

    /// Prepares events and makes outcomes while the guest's thread calls, as long as that is quick.
    ///
    /// - Parameter isDone: whether the thread has made its last call.
    func help(until isDone: () -> Bool) {
        // A thread that has to be woken first is worth waiting for when much is to come.
        let longest = events.count > 1 ? Self.longestPatience : 1
        var patience = longest
        while patience > 0 && !isDone() {
            prepareAhead()
            let seen = endedCount.load(ordering: .acquiring)
            collect()
            let hasGoneOn = Spinning.wait { endedCount.load(ordering: .relaxed) != seen || isDone() }
            patience = hasGoneOn ? longest : patience - 1
        }
    }

    /// Hands out what became of each invocation, after the calls have ended as `end` says.
    ///
    /// - Returns: the outcomes, and whether the environment can be used again.
    func finish(_ end: SupervisionEnd) -> (outcomes: [InvocationOutcome], environmentLives: Bool) {
        collect()
        switch end {
        case .done: break
        case .abandoned(let took, _):
            var running = state.withLock { $0.answered.popLast() }
            running?.lines = log.take()
            running?.took = took
            tell(running, .timedOut)
        case .threadIsStuck: tell(nil, .failed(.interpreterIsStuck))
        }
        return (told.withLock { $0.outcomes }, state.withLock { $0.environmentLives })
    }

    private func prepareAhead() {
        guard events.count > 1 else { return }
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
        GuestCall(
            requestId: ids[index].text,
            event: events[events.startIndex + index].forGuest,
            traceId: ids[index].traceHeader
        )
    }

    /// Makes outcomes of the invocations that have ended.
    private func collect() {
        let ended = state.withLock { state in
            var ended: [Answered] = []
            swap(&ended, &state.answered)
            if state.isRunning, let running = ended.popLast() { state.answered.append(running) }
            return ended
        }
        for answered in ended {
            guard let ending = answered.ending else { continue }
            tell(answered, InvocationEnding(ending, requestId: answered.requestId))
        }
    }

    private func tell(_ answered: Answered?, _ ending: InvocationEnding) {
        told.withLock { told in
            let index = told.outcomes.count
            var record =
                index == 0
                ? told.first
                : InvocationRecord(of: setting.function, id: ids[index], requestId: answered?.requestId)
            record.isolation = setting.isolation
            record.logStreamName = setting.logStreamName
            if let answered {
                record.keep(answered.earlierLines)
                record.beginInvoking(at: answered.took.beganAt)
                record.keep(answered.lines)
                record.add(answered.took, peakMemoryBytes: answered.peakMemoryBytes)
            }
            var outcome = record.outcome(of: ending)
            if let judge = setting.judge {
                outcome.judge(by: judge, for: events[events.startIndex + index].record)
            }
            told.outcomes.append(outcome)
        }
    }
}

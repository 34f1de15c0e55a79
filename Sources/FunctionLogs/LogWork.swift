import HandlerRuntime
import Synchronization

/// What passes between those who log and the thread that writes.
final class LogWork: Sendable {
    private struct State {
        var waiting: WaitingBatches
        var isClosed = false
        var hasEnded = false
        /// The number of the last batch that is written or lost.
        var settled = 0
        var flushes: [(through: Int, done: CheckedContinuation<Void, Never>)] = []
        var endings: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let bell = Bell()

    init(limits: WaitingBatches.Limits) {
        state = Mutex(State(waiting: WaitingBatches(limits: limits)))
    }

    // MARK: For those who log

    func append(_ batch: LogBatch) {
        let wakes = state.withLock { state in
            state.isClosed ? false : state.waiting.append(batch)
        }
        if wakes { bell.ring() }
    }

    func flush() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                guard state.settled < state.waiting.appended, !state.hasEnded else { return true }
                state.flushes.append((state.waiting.appended, continuation))
                return false
            }
            if isDone { continuation.resume() } else { bell.ring() }
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }

    /// Waits until the thread has ended.
    func end() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if !state.hasEnded { state.endings.append(continuation) }
                return state.hasEnded
            }
            if isDone { continuation.resume() }
        }
    }

    var lostEntries: Int { state.withLock { $0.waiting.lost } }

    // MARK: For the thread that writes

    /// Whether something waits to be written, and whether it should be at once.
    var demand: (isThere: Bool, isUrgent: Bool, isClosed: Bool) {
        state.withLock { state in
            let isMuch = state.waiting.count >= WaitingBatches.manyBatches
            return (
                state.waiting.count > 0, isMuch || !state.flushes.isEmpty || state.isClosed, state.isClosed
            )
        }
    }

    /// Waits for something to change, until a moment on the timer's clock.
    func wait(untilNanoseconds moment: UInt64) {
        bell.wait(untilNanoseconds: moment)
    }

    func take() -> WaitingBatches.Load {
        state.withLock { $0.waiting.take() }
    }

    /// Takes note of what became of a load.
    func settle(_ load: WaitingBatches.Load, isLost: Bool) {
        let done = state.withLock { state in
            if isLost { state.waiting.lose(load) }
            state.settled = load.through
            let done = state.flushes.filter { $0.through <= load.through }
            state.flushes.removeAll { $0.through <= load.through }
            return done
        }
        for flush in done { flush.done.resume() }
    }

    func finish() {
        let (flushes, endings) = state.withLock { state in
            state.hasEnded = true
            defer { (state.flushes, state.endings) = ([], []) }
            return (state.flushes, state.endings)
        }
        for flush in flushes { flush.done.resume() }
        for ending in endings { ending.resume() }
    }
}

/// Wakes a thread, which finds out that it rang even when it did so before the thread listened.
private final class Bell: @unchecked Sendable {
    private let signal = ThreadSignal()
    // Only touched with the signal's lock held.
    private var hasRung = false

    func ring() {
        signal.withLock {
            hasRung = true
            signal.notify()
        }
    }

    func wait(untilNanoseconds moment: UInt64) {
        signal.withLock {
            while !hasRung, DeadlineTimer.nowNanoseconds < moment {
                signal.wait(untilNanoseconds: moment)
            }
            hasRung = false
        }
    }
}

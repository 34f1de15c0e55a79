import InterpreterThreads
import Synchronization

/// State shared by log producers and the writer thread.
final class LogWork: Sendable {
    private struct State {
        var waiting: WaitingBatches
        var isClosed = false
        var hasEnded = false
        /// The number of batches written or lost.
        var settled = 0
        var flushes: [(through: Int, done: CheckedContinuation<Void, Never>)] = []
        var endings: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let bell = Bell()

    init(limits: WaitingBatches.Limits) {
        state = Mutex(State(waiting: WaitingBatches(limits: limits)))
    }

    // MARK: For producers

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

    /// Waits until the writer thread has ended.
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

    // MARK: For the writer thread

    /// The demand for writing: pending, urgent, closed.
    var demand: (isPending: Bool, isUrgent: Bool, isClosed: Bool) {
        state.withLock { state in
            let isMuch = state.waiting.count >= WaitingBatches.manyBatches
            return (
                state.waiting.count > 0, isMuch || !state.flushes.isEmpty || state.isClosed, state.isClosed
            )
        }
    }

    /// Waits for a change, until a time on the timer's clock.
    func wait(untilNanoseconds moment: UInt64) {
        bell.wait(untilNanoseconds: moment)
    }

    func popLoad() -> WaitingBatches.Load {
        state.withLock { $0.waiting.popLoad() }
    }

    /// Records that a load was written or lost.
    func settle(_ load: WaitingBatches.Load, isLost: Bool) {
        let done = state.withLock { state in
            if isLost { state.waiting.recordLoss(of: load) }
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

/// Wakes the writer thread; a ring before the thread waits is not lost.
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

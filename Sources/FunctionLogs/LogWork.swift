import InterpreterThreads

/// State shared by log producers and the writer thread.
final class LogWork: @unchecked Sendable {
    private let signal = ThreadSignal()
    // The rest is accessed only while `signal` is locked.
    private var waiting: WaitingBatches
    private var isClosed = false
    /// The number of batches written or lost; `.max` once the writer thread has ended.
    private var settled = 0
    private var flushes: [(through: Int, done: CheckedContinuation<Void, Never>)] = []
    /// True from a ring to the writer thread's next wait, so that a ring before it waits is not lost.
    private var hasRung = false

    init(limits: LogBatch.Weight) {
        waiting = WaitingBatches(limits: limits)
    }

    // MARK: For producers

    func append(_ batch: LogBatch) {
        signal.withLock {
            if !isClosed, waiting.append(batch) { ring() }
        }
    }

    func close() {
        signal.withLock {
            isClosed = true
            ring()
        }
    }

    /// The number of batches that were ever appended.
    var appended: Int { signal.withLock { waiting.appended } }

    /// Waits until the first `count` batches are written or lost; `.max` waits until the writer thread has ended.
    func settled(through count: Int) async {
        await withCheckedContinuation { continuation in
            let isDone = signal.withLock {
                guard settled < count else { return true }
                flushes.append((count, continuation))
                ring()
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    var lostEntries: Int { signal.withLock { waiting.lost } }

    // MARK: For the writer thread

    /// The demand for writing: pending, urgent, closed.
    var demand: (isPending: Bool, isUrgent: Bool, isClosed: Bool) {
        signal.withLock {
            let isMuch = waiting.count >= WaitingBatches.manyBatches
            return (waiting.count > 0, isMuch || !flushes.isEmpty || isClosed, isClosed)
        }
    }

    /// Waits for a change, until a time on the timer's clock.
    func wait(untilNanoseconds moment: UInt64) {
        signal.withLock {
            while !hasRung, DeadlineTimer.nowNanoseconds < moment {
                signal.wait(untilNanoseconds: moment)
            }
            hasRung = false
        }
    }

    func popLoad() -> WaitingBatches.Load {
        signal.withLock { waiting.popLoad() }
    }

    /// Records that a load was written or lost.
    func settle(_ load: WaitingBatches.Load, isLost: Bool) {
        if isLost { signal.withLock { waiting.recordLoss(of: load) } }
        settle(through: load.through)
    }

    func finish() {
        settle(through: .max)
    }

    private func settle(through count: Int) {
        let done = signal.withLock {
            settled = count
            defer { flushes.removeAll { $0.through <= count } }
            return flushes.filter { $0.through <= count }
        }
        for flush in done { flush.done.resume() }
    }

    /// Wakes the writer thread; with the signal locked.
    private func ring() {
        hasRung = true
        signal.notify()
    }
}

import Glibc

/// A thread of its own that interpreters are confined to, as the executor of the actors that own them.
///
/// Work runs in the order in which it was given. An interpreter needs a thread that stays the same for all of
/// its life and has a deep stack, and it blocks it; so this is never a thread of Swift's pool.
public final class InterpreterThread: SerialExecutor, @unchecked Sendable {
    // `queue` and `isStopping` are only touched with `signal`'s lock held; `identity` is written once, before
    // the first work runs, and read with the lock held or from the thread itself.
    private var queue: [Work] = []
    private var isStopping = false
    private var identity: pthread_t?
    private let signal = ThreadSignal()

    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    /// Starts a thread.
    ///
    /// - Parameter stackBytes: the size of its stack; deep recursion in a handler needs some.
    public init(stackBytes: Int = 8 << 20) {
        startThread(stackBytes: stackBytes) { self.work() }
    }

    /// Runs a job of an actor on this thread.
    public func enqueue(_ job: consuming ExecutorJob) {
        give(.job(UnownedJob(job)))
    }

    /// Runs a closure on this thread, after all that it was given before.
    public func submit(_ closure: @escaping @Sendable () -> Void) {
        give(.closure(closure))
    }

    /// Lets the thread end once it has done all that it was given.
    ///
    /// Work that comes later is a broken rule.
    public func stop() {
        signal.withLock {
            isStopping = true
            signal.notify()
        }
    }

    /// Tells whether the caller is on this thread.
    public func isIsolatingCurrentContext() -> Bool? {
        signal.withLock { identity.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// Stops the program when the caller is not on this thread.
    public func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "an interpreter is used on its own thread only")
    }

    private func give(_ work: Work) {
        signal.withLock {
            precondition(!isStopping, "an interpreter's thread was given work after it was told to stop")
            queue.append(work)
            if queue.count == 1 { signal.notify() }
        }
    }

    private func work() {
        signal.withLock { identity = pthread_self() }
        while let batch = takeWork() {
            for work in batch {
                switch work {
                case .job(let job): unsafe job.runSynchronously(on: asUnownedSerialExecutor())
                case .closure(let closure): closure()
                }
            }
        }
    }

    private func takeWork() -> [Work]? {
        signal.withLock {
            while queue.isEmpty && !isStopping { signal.wait() }
            if queue.isEmpty { return nil }
            defer { queue.removeAll() }
            return queue
        }
    }
}

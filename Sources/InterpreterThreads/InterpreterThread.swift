import DequeModule
import Glibc
import Invariants
import Synchronization

/// A thread that interpreters are confined to, and the executor of the actors that own them.
///
/// Work runs in order of submission. An interpreter needs the same thread for all its life, with a deep stack, and blocks
/// it; so this is never a thread of Swift's pool.
package final class InterpreterThread: SerialExecutor, @unchecked Sendable {
    // Accessed only with `signal`'s lock held; `identity` and `cpuClock` are written once, before the first work runs.
    private var queue: Deque<Work> = []
    private var runningWork: UInt64 = 0
    private var isStuck = false
    private var isStopping = false
    private var identity: pthread_t?
    private var cpuClock: clockid_t?
    private let signal = ThreadSignal()

    // True while there is work; read without the lock.
    private let hasWork = Atomic(false)
    // Accessed only on this thread: the nanoseconds of its last wait for work, and the spins since one was worth it.
    private var lastWait = UInt64.max
    private var vainSpins = 0
    private let clock = ThreadClock()

    private enum Work {
        case job(UnownedJob)
        case call(@Sendable (CallTicket) -> Void, ifStuck: @Sendable () -> Void)
        case closure(@Sendable () -> Void)
    }

    /// Identifies a piece of work while it runs.
    package struct CallTicket: Sendable {
        fileprivate let work: UInt64
    }

    /// Starts a thread; deep recursion in a handler needs some stack.
    package init(stackBytes: Int = 8 << 20) {
        startThread(stackBytes: stackBytes) { self.run() }
    }

    /// Runs a job of an actor on this thread.
    package func enqueue(_ job: consuming ExecutorJob) { give(.job(UnownedJob(job))) }

    /// Runs a closure on this thread, after all work that was submitted before.
    package func submit(_ closure: @escaping @Sendable () -> Void) { give(.closure(closure)) }

    /// Runs a call on this thread, or `refuse` on any thread if the call before it does not end.
    ///
    /// Exactly one of the two runs, once.
    package func submit(
        _ call: @escaping @Sendable (CallTicket) -> Void,
        ifStuck refuse: @escaping @Sendable () -> Void
    ) {
        let isRefused = signal.withLock {
            if !isStuck { append(.call(call, ifStuck: refuse)) }
            return isStuck
        }
        if isRefused { refuse() }
    }

    /// Runs a closure on this thread and waits for it; throws ``InterpreterStuckError`` when the thread is stuck.
    package func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                { _ in continuation.resume(with: Swift.Result { try body() }) },
                ifStuck: { continuation.resume(throwing: InterpreterStuckError()) }
            )
        }
    }

    /// Refuses waiting and new calls until a call ends that ignores its interruption.
    ///
    /// The ticket of a call that has ended changes nothing.
    package func declareStuck(in ticket: CallTicket) {
        let refused = signal.withLock { () -> [@Sendable () -> Void] in
            guard ticket.work == runningWork else { return [] }
            isStuck = true
            let calls = queue.compactMap { work in
                if case .call(_, let refuse) = work { refuse } else { nil }
            }
            queue.removeAll { if case .call = $0 { true } else { false } }
            return calls
        }
        for refuse in refused { refuse() }
    }

    /// The processor time of this thread in nanoseconds; for any caller.
    package var cpuNanoseconds: Int64 {
        guard let clock = signal.withLock({ cpuClock }) else { return 0 }  // the thread has not begun
        var spent = timespec()
        unsafe clock_gettime(clock, &spent)
        return Int64(spent.tv_sec) * 1_000_000_000 + Int64(spent.tv_nsec)
    }

    /// Returns ``cpuNanoseconds`` for callers on this thread, cheaper, at a time on ``DeadlineTimer``'s clock.
    package func ownCPUNanoseconds(now: UInt64) -> Int64 { clock.cpuNanoseconds(now: now) }

    /// Ends the thread after all submitted work; work that comes later is a broken invariant.
    package func stop() {
        signal.withLock {
            isStopping = true
            signal.notify()
        }
    }

    /// Returns true if the caller is on this thread.
    package func isIsolatingCurrentContext() -> Bool? {
        signal.withLock { identity.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// Stops the process if the caller is not on this thread.
    package func checkIsolated() {
        invariant(isIsolatingCurrentContext() == true, "an interpreter was used outside its own thread")
    }

    private func give(_ work: Work) { signal.withLock { append(work) } }

    private func append(_ work: Work) {
        invariant(!isStopping, "work was submitted to an interpreter's thread after it was stopped")
        queue.append(work)
        hasWork.store(true, ordering: .relaxed)
        if queue.count == 1 { signal.notify() }
    }

    private func run() {
        signal.withLock {
            identity = pthread_self()
            var clock = clockid_t()
            unsafe pthread_getcpuclockid(pthread_self(), &clock)
            cpuClock = clock
        }
        while let (work, ticket) = nextWork() {
            switch work {
            case .job(let job): unsafe job.runSynchronously(on: asUnownedSerialExecutor())
            case .call(let call, _): call(ticket)
            case .closure(let closure): closure()
            }
        }
    }

    /// Spins for work if it is likely to come soon.
    ///
    /// Submitting to a sleeping thread slows the submitter down, and so its next submission; so the last wait may have
    /// been somewhat longer than a spin. After sixteen vain spins only every sixteenth is tried.
    private func spin() {
        guard lastWait <= 4 * Spinning.limit else { return }
        let isTried = vainSpins < 16 || vainSpins.isMultiple(of: 16)
        let isWorthIt = isTried && Spinning.wait { hasWork.load(ordering: .relaxed) }
        vainSpins = isWorthIt ? 0 : vainSpins + 1
    }

    /// Waits for work, without sleeping at first if it came soon the last time, and removes it.
    private func nextWork() -> (Work, CallTicket)? {
        let isThere = signal.withLock {
            isStuck = false
            runningWork += 1
            return !queue.isEmpty || isStopping
        }
        if !isThere {
            let begin = DeadlineTimer.nowNanoseconds
            spin()
            signal.withLock {
                while queue.isEmpty && !isStopping { signal.wait() }
            }
            lastWait = DeadlineTimer.nowNanoseconds - begin
        }
        return signal.withLock {
            guard !queue.isEmpty else { return nil }
            defer { hasWork.store(!queue.isEmpty, ordering: .relaxed) }
            return (queue.removeFirst(), CallTicket(work: runningWork))
        }
    }
}

/// An interpreter's thread is held by a call that timed out and cannot be interrupted.
package struct InterpreterStuckError: Error {
    /// Makes the error.
    package init() {}
}

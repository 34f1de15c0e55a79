import Glibc
import Synchronization

/// A thread of its own that interpreters are confined to, as the executor of the actors that own them.
///
/// Work runs in the order in which it was given. An interpreter needs a thread that stays the same for all of
/// its life and has a deep stack, and it blocks it; so this is never a thread of Swift's pool.
public final class InterpreterThread: SerialExecutor, @unchecked Sendable {
    // All of it is only touched with `signal`'s lock held; `identity` and `cpuClock` are written once, before
    // the first work runs.
    private var queue: [Work] = []
    private var runningWork: UInt64 = 0
    private var isStuck = false
    private var isStopping = false
    private var identity: pthread_t?
    private var cpuClock: clockid_t?
    private let signal = ThreadSignal()

    // Whether there is work, for those who look without the lock.
    private let hasWork = Atomic(false)
    // Only touched on this thread: how long it last waited for work, in nanoseconds, and for how often since a spin
    // was last worth it.
    private var lastWait = UInt64.max
    private var vainSpins = 0
    private let clock = ThreadClock()

    private enum Work {
        case job(UnownedJob)
        case call(@Sendable (CallTicket) -> Void, ifStuck: @Sendable () -> Void)
        case closure(@Sendable () -> Void)
    }

    /// Names one piece of work while it runs.
    public struct CallTicket: Sendable {
        fileprivate let work: UInt64
    }

    /// Starts a thread.
    ///
    /// - Parameter stackBytes: the size of its stack; deep recursion in a handler needs some.
    public init(stackBytes: Int = 8 << 20) {
        startThread(stackBytes: stackBytes) { self.run() }
    }

    /// Runs a job of an actor on this thread.
    public func enqueue(_ job: consuming ExecutorJob) {
        give(.job(UnownedJob(job)))
    }

    /// Runs a closure on this thread, after all that it was given before.
    public func submit(_ closure: @escaping @Sendable () -> Void) {
        give(.closure(closure))
    }

    /// Runs a call on this thread, or `refuse` on any thread when the one before it turns out not to end.
    ///
    /// Exactly one of the two runs, once.
    public func submit(
        _ call: @escaping @Sendable (CallTicket) -> Void,
        ifStuck refuse: @escaping @Sendable () -> Void
    ) {
        let isRefused = signal.withLock {
            if !isStuck { append(.call(call, ifStuck: refuse)) }
            return isStuck
        }
        if isRefused { refuse() }
    }

    /// Runs a closure on this thread and waits for it.
    ///
    /// - Throws: ``InterpreterStuckError`` when the thread is stuck, or what the closure throws.
    public func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                { _ in continuation.resume(with: Swift.Result { try body() }) },
                ifStuck: { continuation.resume(throwing: InterpreterStuckError()) }
            )
        }
    }

    /// Says that a call does not end although it was told to: those behind it are refused, and so is every
    /// other until it does end.
    ///
    /// A ticket of a call that has ended changes nothing.
    public func declareStuck(in ticket: CallTicket) {
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

    /// The processor time that this thread has used, in nanoseconds.
    ///
    /// Any thread may ask.
    public var cpuNanoseconds: Int64 {
        guard let clock = signal.withLock({ cpuClock }) else { return 0 }  // it has not begun
        var spent = timespec()
        unsafe clock_gettime(clock, &spent)
        return Int64(spent.tv_sec) * 1_000_000_000 + Int64(spent.tv_nsec)
    }

    /// The same for the thread itself, and cheaper, at a time on ``DeadlineTimer``'s clock.
    public func ownCPUNanoseconds(now: UInt64) -> Int64 { clock.cpuNanoseconds(now: now) }

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
        signal.withLock { append(work) }
    }

    private func append(_ work: Work) {
        precondition(!isStopping, "an interpreter's thread was given work after it was told to stop")
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
        while let (work, ticket) = takeWork() {
            switch work {
            case .job(let job): unsafe job.runSynchronously(on: asUnownedSerialExecutor())
            case .call(let call, _): call(ticket)
            case .closure(let closure): closure()
            }
        }
    }

    /// Spins for work when it is likely to come soon.
    ///
    /// Whoever gives work to a thread that sleeps is slowed down by that, and so gives the next one later: so the
    /// last wait may have been somewhat longer than a spin. After many spins in vain only every sixteenth is tried.
    private func spin() {
        guard lastWait <= 4 * Spinning.limit else { return }
        let isTried = vainSpins < 16 || vainSpins.isMultiple(of: 16)
        let isWorthIt = isTried && Spinning.wait { hasWork.load(ordering: .relaxed) }
        vainSpins = isWorthIt ? 0 : vainSpins + 1
    }

    /// Waits for work; without sleeping when the last time it came soon.
    private func takeWork() -> (Work, CallTicket)? {
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

/// Says that an interpreter's thread is held by a call that timed out and cannot be interrupted.
public struct InterpreterStuckError: Error {
    /// Makes the error.
    public init() {}
}

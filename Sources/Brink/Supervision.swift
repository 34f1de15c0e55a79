import HandlerRuntime
import Synchronization

/// How a supervised call into a guest ended.
enum SupervisedAnswer: Sendable {
    /// The guest answered, perhaps because it was interrupted.
    case answered(GuestAnswer, took: Usage)

    /// The guest could not be made to end: the caller has its answer, the guest must not be used again.
    case abandoned(took: Usage)

    /// The guest's thread is held by an abandoned call of another guest; this call never began.
    case threadIsStuck

    /// The time that a call took.
    struct Usage: Sendable {
        var wall: Duration = .zero
        var cpu: Duration = .zero
    }
}

/// Makes a call into a guest, on its thread, and holds it to its time.
///
/// At the limit the guest is interrupted, again and again until it ends. A built-in such as
/// `sum(range(10**12))` cannot be interrupted at all; so after ``Supervision/grace`` the caller gets its answer
/// all the same, and the guest is closed whenever its thread does come back.
///
/// - Returns: how the call ended: at the latest ``Supervision/grace`` after the limit.
func supervise<Language: Guest>(
    _ guest: Language,
    limit: Duration,
    _ call: @escaping @Sendable (isolated Language, GuestDeadline) -> GuestAnswer
) async -> SupervisedAnswer {
    await withCheckedContinuation { continuation in
        let supervision = Supervision(of: guest, continuation)
        guest.thread.submit(
            { ticket in
                let deadline = supervision.begin(limit: limit, ticket)
                let answer = guest.assumeIsolated { call($0, deadline) }
                if !supervision.end(with: answer) { guest.assumeIsolated { $0.close() } }
            },
            ifStuck: { continuation.resume(returning: .threadIsStuck) }
        )
    }
}

/// The clock over one call: decides, once, whether the guest or the clock answers the caller.
private final class Supervision: Sendable {
    /// How long an interrupted call may take to end before its caller is answered without it, in nanoseconds.
    static let grace: UInt64 = 10_000_000

    /// How long a call whose caller was answered without it may hold its thread before those that wait for the
    /// thread are refused, in nanoseconds: most such calls were only slow to unwind.
    private static let patience: UInt64 = 250_000_000

    /// How often an interruption is repeated, for handlers that catch it, in nanoseconds: at first, and once
    /// the thread counts as stuck.
    private static let repetition = (first: UInt64(2_000_000), stuck: UInt64(50_000_000))

    private struct State {
        var isRunning = false
        var isAnswered = false
        var begin: UInt64 = 0
        var cpuAtBegin: Int64 = 0
        var deadline: UInt64 = 0
        var alarm: DeadlineTimer.Token?
    }

    private let guest: any Guest
    private let continuation: CheckedContinuation<SupervisedAnswer, Never>
    private let state = Mutex(State())

    init(of guest: any Guest, _ continuation: CheckedContinuation<SupervisedAnswer, Never>) {
        self.guest = guest
        self.continuation = continuation
    }

    /// Starts the clock.
    ///
    /// Called on the guest's thread.
    func begin(limit: Duration, _ ticket: InterpreterThread.CallTicket) -> GuestDeadline {
        let cpu = guest.thread.cpuNanoseconds
        return state.withLock { state in
            let now = DeadlineTimer.nowNanoseconds
            state.isRunning = true
            state.begin = now
            state.cpuAtBegin = cpu
            state.deadline = now + limit.wholeNanoseconds
            state.alarm = DeadlineTimer.shared.arm(atNanoseconds: state.deadline) { self.expire(ticket) }
            return GuestDeadline(
                epochMilliseconds: WallClock.epochMilliseconds + Int64(limit.milliseconds.rounded())
            )
        }
    }

    /// Stops the clock and answers the caller, unless the clock did.
    ///
    /// Called on the guest's thread.
    ///
    /// - Returns: whether this answer was taken; if not, nobody will use the guest again.
    func end(with answer: GuestAnswer) -> Bool {
        let took = usage
        let isFirst = state.withLock { state in
            state.isRunning = false
            if let alarm = state.alarm { DeadlineTimer.shared.disarm(alarm) }
            defer { state.isAnswered = true }
            return !state.isAnswered
        }
        if isFirst { continuation.resume(returning: .answered(answer, took: took)) }
        return isFirst
    }

    /// Interrupts the call, and gives it up once its grace is over.
    ///
    /// Called by the timer.
    private func expire(_ ticket: InterpreterThread.CallTicket) {
        let took = usage
        let (isGivenUp, isStuck) = state.withLock { state in
            guard state.isRunning else { return (false, false) }
            guest.interrupt()
            let now = DeadlineTimer.nowNanoseconds
            let isStuck = now >= state.deadline + Self.grace + Self.patience
            let pause = isStuck ? Self.repetition.stuck : Self.repetition.first
            state.alarm = DeadlineTimer.shared.arm(atNanoseconds: now + pause) { self.expire(ticket) }
            let isGivenUp = !state.isAnswered && now >= state.deadline + Self.grace
            if isGivenUp { state.isAnswered = true }
            return (isGivenUp, isStuck)
        }
        if isStuck { guest.thread.declareStuck(in: ticket) }
        if isGivenUp { continuation.resume(returning: .abandoned(took: took)) }
    }

    private var usage: SupervisedAnswer.Usage {
        let (wall, cpu) = state.withLock { (DeadlineTimer.nowNanoseconds - $0.begin, $0.cpuAtBegin) }
        return .init(wall: .nanoseconds(wall), cpu: .nanoseconds(guest.thread.cpuNanoseconds - cpu))
    }
}

extension Duration {
    fileprivate var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000)
    }
}

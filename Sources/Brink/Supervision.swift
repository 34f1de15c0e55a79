import HandlerRuntime
import Synchronization

/// A call into a guest, and the time that it may take.
struct SupervisedCall: Sendable {
    /// The two calls that there are.
    enum Kind: Sendable {
        case load
        case invoke(GuestCall)
    }

    var kind: Kind
    var limit: Duration
}

/// The time that a call took.
struct Usage: Sendable {
    var wall: Duration = .zero
    var cpu: Duration = .zero
}

/// How calls under supervision ended.
enum SupervisionEnd: Sendable {
    /// All of them were answered, perhaps because they were interrupted.
    case done

    /// The last one could not be made to end: the guest must not be used again.
    case abandoned(took: Usage)

    /// The guest's thread is held by an abandoned call of another guest; none of these calls began.
    case threadIsStuck
}

/// Gives out calls one after another, and takes what became of each.
protocol SupervisedCalls: Sendable {
    /// The next call; nil when there is none.
    func next() -> SupervisedCall?

    /// Takes the answer to the call that was given out last.
    func take(_ answer: GuestAnswer, _ took: Usage)
}

/// Makes calls into a guest, on its thread, which is crossed to once for all, and holds each to its time.
///
/// At the limit the guest is interrupted, again and again until it ends. A built-in such as
/// `sum(range(10**12))` cannot be interrupted at all; so after ``Supervision/grace`` the caller gets its answer
/// all the same, and the guest is closed whenever its thread does come back.
///
/// - Parameters:
///   - guest: what is called.
///   - isQuick: whether all of it is likely to take less than a sleeping thread takes to wake.
///   - calls: used on the guest's thread.
/// - Returns: how the calls ended: at the latest ``Supervision/grace`` after the limit of the last.
func supervise<Language: Guest>(
    _ guest: Language,
    isQuick: Bool,
    _ calls: some SupervisedCalls
) async -> SupervisionEnd {
    let end = Handover<SupervisionEnd>()
    let supervision = Supervision(of: guest, answering: end)
    guest.thread.submit(
        { ticket in
            guest.assumeIsolated { guest in
                while let call = calls.next() {
                    let deadline = supervision.begin(limit: call.limit, ticket)
                    let answer =
                        switch call.kind {
                        case .load: guest.load(deadline: deadline)
                        case .invoke(let call): guest.invoke(call, deadline: deadline)
                        }
                    guard let took = supervision.end() else { return guest.close() }
                    calls.take(answer, took)
                }
                end.give(.done)
            }
        },
        ifStuck: { end.give(.threadIsStuck) }
    )
    return await end.value(isQuick: isQuick)
}

/// The clock over calls: decides, once for each, whether the guest or the clock answers the caller.
private final class Supervision: Sendable {
    /// How long an interrupted call may take to end before its caller is answered without it, in nanoseconds.
    static let grace: UInt64 = 10_000_000

    /// How long a call whose caller was answered without it may hold its thread before those that wait for the
    /// thread are refused, in nanoseconds: most such calls were only slow to unwind.
    private static let patience: UInt64 = 250_000_000

    /// How often an interruption is repeated, for handlers that catch it, in nanoseconds: at first, and once
    /// the thread counts as stuck.
    private static let repetition = (first: UInt64(2_000_000), stuck: UInt64(50_000_000))

    fileprivate struct State {
        var isRunning = false
        var isGivenUp = false
        var begin: UInt64 = 0
        var cpuAtBegin: Int64 = 0
        var deadline: UInt64 = 0
        var alarm: DeadlineTimer.Alarm?
    }

    private let guest: any Guest
    private let caller: Handover<SupervisionEnd>
    private let state = Mutex(State())

    init(of guest: any Guest, answering caller: Handover<SupervisionEnd>) {
        self.guest = guest
        self.caller = caller
    }

    /// Starts the clock.
    ///
    /// Called on the guest's thread.
    func begin(limit: Duration, _ ticket: InterpreterThread.CallTicket) -> GuestDeadline {
        let now = DeadlineTimer.nowNanoseconds
        let cpu = guest.thread.ownCPUNanoseconds(now: now)
        let alarm = state.withLock { state in
            state.isRunning = true
            state.begin = now
            state.cpuAtBegin = cpu
            state.deadline = now + limit.wholeNanoseconds
            if let alarm = state.alarm { return alarm }
            let alarm = DeadlineTimer.Alarm { [weak self] in self?.expire(ticket) }
            state.alarm = alarm
            return alarm
        }
        alarm.set(atNanoseconds: now + limit.wholeNanoseconds)
        return GuestDeadline(
            epochMilliseconds: WallClock.epochMilliseconds + Int64(limit.milliseconds.rounded())
        )
    }

    /// Stops the clock.
    ///
    /// Called on the guest's thread.
    ///
    /// - Returns: what the call took; nil when its caller was answered without it, and nobody will use the guest
    ///   again.
    func end() -> Usage? {
        let now = DeadlineTimer.nowNanoseconds
        let cpu = guest.thread.ownCPUNanoseconds(now: now)
        let (usage, alarm) = state.withLock { state in
            state.isRunning = false
            return (state.isGivenUp ? nil : state.usage(now: now, cpu: cpu), state.alarm)
        }
        alarm?.clear()
        return usage
    }

    /// Interrupts the call, and gives it up once its grace is over.
    ///
    /// Called by the timer.
    private func expire(_ ticket: InterpreterThread.CallTicket) {
        let cpu = guest.thread.cpuNanoseconds
        let (givenUp, isStuck) = state.withLock { state -> (Usage?, Bool) in
            let now = DeadlineTimer.nowNanoseconds
            // It may be that the call has ended, and that another one is running.
            guard state.isRunning, now >= state.deadline else { return (nil, false) }
            guest.interrupt()
            let isStuck = now >= state.deadline + Self.grace + Self.patience
            state.alarm?.set(atNanoseconds: now + (isStuck ? Self.repetition.stuck : Self.repetition.first))
            guard !state.isGivenUp, now >= state.deadline + Self.grace else { return (nil, isStuck) }
            state.isGivenUp = true
            return (state.usage(now: now, cpu: cpu), isStuck)
        }
        if isStuck { guest.thread.declareStuck(in: ticket) }
        if let givenUp { caller.give(.abandoned(took: givenUp)) }
    }
}

extension Supervision.State {
    fileprivate func usage(now: UInt64, cpu: Int64) -> Usage {
        Usage(
            wall: .nanoseconds(now - begin),
            cpu: .nanoseconds(max(0, cpu - cpuAtBegin))
        )
    }
}

extension Duration {
    fileprivate var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000)
    }
}

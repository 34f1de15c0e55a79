package import InterpreterThreads
import Invocations
import Synchronization

/// Runs calls on a guest's thread, with one hop for all of them, and enforces the time limit of each.
///
/// At the limit the guest is interrupted repeatedly until the call ends. A built-in such as `sum(range(10**12))` cannot
/// be interrupted; so after the guest's ``Guest/grace`` its caller gets an outcome without it, and the guest is closed
/// once its thread is free.
///
/// The calls are used on the guest's thread. Their end comes at the latest the guest's grace after the last limit.
package func supervise<Language: Guest>(_ guest: Language, _ calls: some SupervisedCalls)
    -> Handover<SupervisionEnd>
{
    let end = Handover<SupervisionEnd>()
    guest.thread.submit(
        { ticket in
            let supervision = Supervision(of: guest, ticket, reportingTo: end)
            guest.assumeIsolated { guest in
                while let call = calls.next() {
                    let deadline = supervision.begin(limit: call.limit)
                    let completion =
                        switch call.kind {
                        case .load: guest.load(deadline: deadline)
                        case .invoke(let call): guest.invoke(call, deadline: deadline)
                        }
                    guard let usage = supervision.end() else {
                        // Reported by the thread's next work: until this work ends, new calls are refused.
                        guest.thread.submit { supervision.closed.give(()) }
                        return guest.close()
                    }
                    calls.callEnded(completion, completion.usage ?? usage)
                }
                supervision.stop()
                end.give(.done)
            }
        },
        ifStuck: { end.give(.threadIsStuck) }
    )
    return end
}

/// Runs one call into a guest in another process as ``supervise(_:_:)`` does, but on the calling thread.
///
/// It hops to the guest's thread only when it has to sleep for the completion.
package func superviseHere(_ guest: some RemoteGuest, _ calls: some SupervisedCalls)
    -> Handover<SupervisionEnd>
{
    let end = Handover<SupervisionEnd>()
    let supervision = Supervision(of: guest, nil, reportingTo: end)
    @Sendable func finish(_ completion: CallCompletion) {
        guard let usage = supervision.end() else {
            guest.closeLater()
            return supervision.closed.give(())
        }
        calls.callEnded(completion, completion.usage ?? usage)
        supervision.stop()
        end.give(.done)
    }
    guard let call = calls.next() else {
        end.give(.done)
        return end
    }
    guest.send(call.kind, deadline: supervision.begin(limit: call.limit))
    if let completion = guest.completionWithoutSleep() {
        finish(completion)
    } else {
        guest.thread.submit { finish(guest.completion()) }
    }
    return end
}

/// The clock of supervised calls: decides, once per call, whether the guest or the clock ends it for the caller.
private final class Supervision: Sendable {
    /// The nanoseconds that an abandoned call may hold its thread before calls that wait for it are refused.
    ///
    /// Most such calls are only slow to unwind.
    private static let patience: UInt64 = 250_000_000

    /// The nanoseconds between interruptions, for handlers that catch them: at first, and once the thread is stuck.
    private static let repetition = (first: UInt64(2_000_000), stuck: UInt64(50_000_000))

    fileprivate struct State {
        var isRunning = false
        var isAbandoned = false
        var begin: UInt64 = 0
        var cpuAtBegin: Int64 = 0
        var deadline: UInt64 = 0
        /// The moment of the alarm; 0 when it is off.
        var alarmAt: UInt64 = 0
    }

    /// Given once the guest of an abandoned call is closed.
    let closed = Handover<Void>()

    private let guest: any Guest
    /// The guest's grace in nanoseconds.
    private let grace: UInt64
    /// Identifies the call to the guest's thread; nil if the call does not hold that thread.
    private let ticket: InterpreterThread.CallTicket?
    private let caller: Handover<SupervisionEnd>
    private let state = Mutex(State())
    private let alarm = Mutex<DeadlineTimer.Alarm?>(nil)
    /// The time of day minus the timer's clock, in nanoseconds.
    private let epoch = WallClock.epochNanoseconds &- Int64(DeadlineTimer.nowNanoseconds)

    init(
        of guest: any Guest,
        _ ticket: InterpreterThread.CallTicket?,
        reportingTo caller: Handover<SupervisionEnd>
    ) {
        self.guest = guest
        grace = guest.grace.wholeNanoseconds
        self.ticket = ticket
        self.caller = caller
    }

    /// Starts the clock; on the guest's thread.
    func begin(limit: Duration) -> GuestDeadline {
        let now = DeadlineTimer.nowNanoseconds
        let cpu = ownCPUNanoseconds(now: now)
        let deadline = now + limit.wholeNanoseconds
        let mustSet = state.withLock { state in
            state.isRunning = true
            state.begin = now
            state.cpuAtBegin = cpu
            state.deadline = deadline
            // An alarm that is set for an earlier moment sets itself again.
            if state.alarmAt != 0, state.alarmAt <= deadline { return false }
            state.alarmAt = deadline
            return true
        }
        if mustSet { setAlarm(atNanoseconds: deadline) }
        return GuestDeadline(epochMilliseconds: (Int64(deadline) &+ epoch) / 1_000_000, limit: limit)
    }

    /// Stops the clock; on the guest's thread.
    ///
    /// The result is nil if the call was abandoned, so that the guest must be closed.
    func end() -> Usage? {
        let now = DeadlineTimer.nowNanoseconds
        let cpu = ownCPUNanoseconds(now: now)
        return state.withLock { state in
            state.isRunning = false
            return state.isAbandoned ? nil : state.usage(now: now, cpu: cpu, epoch: epoch)
        }
    }

    /// Cancels the alarm after the last call.
    func stop() { alarm.withLock { $0?.clear() } }

    /// The processor time of the guest's thread; 0 for a remote guest, which reports its own.
    private func ownCPUNanoseconds(now: UInt64) -> Int64 {
        ticket == nil ? 0 : guest.thread.ownCPUNanoseconds(now: now)
    }

    private func setAlarm(atNanoseconds moment: UInt64) {
        alarm.withLock { alarm in
            if alarm == nil { alarm = DeadlineTimer.Alarm { [weak self] in self?.expire() } }
            alarm?.set(atNanoseconds: moment)
        }
    }

    /// Interrupts the call, and abandons it once its grace is over; on the timer's thread.
    private func expire() {
        let cpu = ticket == nil ? 0 : guest.thread.cpuNanoseconds
        let (abandoned, isStuck, next) = state.withLock { state -> (Usage?, Bool, UInt64) in
            state.alarmAt = 0
            guard state.isRunning else { return (nil, false, 0) }
            let now = DeadlineTimer.nowNanoseconds
            guard now >= state.deadline else {
                // The alarm was set for an earlier call.
                state.alarmAt = state.deadline
                return (nil, false, state.deadline)
            }
            guest.interrupt()
            let isStuck = now >= state.deadline + grace + Self.patience
            state.alarmAt = now + (isStuck ? Self.repetition.stuck : Self.repetition.first)
            guard !state.isAbandoned, now >= state.deadline + grace else {
                return (nil, isStuck, state.alarmAt)
            }
            state.isAbandoned = true
            return (state.usage(now: now, cpu: cpu, epoch: epoch), isStuck, state.alarmAt)
        }
        if next != 0 { setAlarm(atNanoseconds: next) }
        if isStuck, let ticket { guest.thread.declareStuck(in: ticket) }
        if let abandoned { caller.give(.abandoned(abandoned, closed: closed)) }
    }
}

extension Supervision.State {
    fileprivate func usage(now: UInt64, cpu: Int64, epoch: Int64) -> Usage {
        Usage(
            beganAt: (Int64(begin) &+ epoch) / 1_000_000,
            wall: .nanoseconds(now - begin),
            cpu: .nanoseconds(max(0, cpu - cpuAtBegin))
        )
    }
}

extension Duration {
    /// The duration in nanoseconds; 0 when it is negative.
    package var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000)
    }
}

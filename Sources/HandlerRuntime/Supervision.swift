import Synchronization

/// A call into a guest, and the time that it may take.
package struct SupervisedCall: Sendable {
    /// The two calls that there are.
    package enum Kind: Sendable {
        case load
        case invoke(GuestCall)
    }

    package var kind: Kind
    package var limit: Duration

    package init(_ kind: Kind, limit: Duration) {
        self.kind = kind
        self.limit = limit
    }
}

/// How calls under supervision ended.
package enum SupervisionEnd: Sendable {
    /// All of them were answered, perhaps because they were interrupted.
    case done

    /// The last one could not be made to end: the guest must not be used again.
    ///
    /// It is closed when its thread comes back, which `comeback` then tells.
    case abandoned(took: Usage, comeback: Handover<Void>)

    /// The guest's thread is held by an abandoned call of another guest; none of these calls began.
    case threadIsStuck
}

/// Gives out calls one after another, and takes what became of each.
package protocol SupervisedCalls: Sendable {
    /// The next call; nil when there is none.
    func next() -> SupervisedCall?

    /// Takes the answer to the call that was given out last.
    func take(_ answer: GuestAnswer, _ took: Usage)
}

/// Makes calls into a guest, on its thread, which is crossed to once for all, and holds each to its time.
///
/// At the limit the guest is interrupted, again and again until it ends. A built-in such as
/// `sum(range(10**12))` cannot be interrupted at all; so after the guest's ``Guest/grace`` the caller gets its answer
/// all the same, and the guest is closed whenever its thread does come back.
///
/// - Parameters:
///   - guest: what is called.
///   - calls: used on the guest's thread.
/// - Returns: receives how the calls ended: at the latest the guest's grace after the limit of the last.
package func supervise<Language: Guest>(
    _ guest: Language,
    _ calls: some SupervisedCalls
) -> Handover<SupervisionEnd> {
    let end = Handover<SupervisionEnd>()
    guest.thread.submit(
        { ticket in
            let supervision = Supervision(of: guest, ticket, answering: end)
            guest.assumeIsolated { guest in
                while let call = calls.next() {
                    let deadline = supervision.begin(limit: call.limit)
                    let answer =
                        switch call.kind {
                        case .load: guest.load(deadline: deadline)
                        case .invoke(let call): guest.invoke(call, deadline: deadline)
                        }
                    guard let took = supervision.end() else {
                        // Told by the thread's next work: while this one runs, those who come are still refused.
                        guest.thread.submit { supervision.comeback.give(()) }
                        return guest.close()
                    }
                    calls.take(answer, answer.took ?? took)
                }
                supervision.stop()
                end.give(.done)
            }
        },
        ifStuck: { end.give(.threadIsStuck) }
    )
    return end
}

/// A guest in another process: whoever has sent it a call may leave it to another thread to wait for the answer.
package protocol RemoteGuest: Guest {
    /// Sends a call.
    nonisolated func send(_ call: SupervisedCall.Kind, deadline: GuestDeadline)

    /// The answer to the call that was sent, if it comes before anybody would sleep.
    nonisolated func soonAnswer() -> GuestAnswer?

    /// The answer to the call that was sent.
    nonisolated func answer() -> GuestAnswer
}

/// Makes one call into a guest in another process as ``supervise(_:_:)`` does, but on the calling thread as long as
/// the answer is expected soon: the guest's own is crossed to only when there is something to sleep for.
package func superviseHere<Remote: RemoteGuest>(
    _ guest: Remote,
    _ calls: some SupervisedCalls
) -> Handover<SupervisionEnd> {
    let end = Handover<SupervisionEnd>()
    let supervision = Supervision(of: guest, nil, answering: end)
    @Sendable func finish(_ answer: GuestAnswer) {
        guard let took = supervision.end() else {
            closeLater(guest)
            return supervision.comeback.give(())
        }
        calls.take(answer, answer.took ?? took)
        supervision.stop()
        end.give(.done)
    }
    guard let call = calls.next() else {
        end.give(.done)
        return end
    }
    guest.send(call.kind, deadline: supervision.begin(limit: call.limit))
    if let answer = guest.soonAnswer() {
        finish(answer)
    } else {
        guest.thread.submit { finish(guest.answer()) }
    }
    return end
}

/// The clock over calls: decides, once for each, whether the guest or the clock answers the caller.
private final class Supervision: Sendable {
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
        /// When the alarm goes off; 0 when it is not set.
        var alarmAt: UInt64 = 0
    }

    /// Given once a guest whose caller was answered without it is closed.
    let comeback = Handover<Void>()

    private let guest: any Guest
    /// How long an interrupted call may take to end before its caller is answered without it, in nanoseconds.
    private let grace: UInt64
    /// Names the call to the guest's thread; nil where that is not held by it.
    private let ticket: InterpreterThread.CallTicket?
    private let caller: Handover<SupervisionEnd>
    private let state = Mutex(State())
    private let alarm = Mutex<DeadlineTimer.Alarm?>(nil)
    /// What the time of day is ahead of the timer's clock, in nanoseconds.
    private let epoch = WallClock.epochNanoseconds &- Int64(DeadlineTimer.nowNanoseconds)

    init(
        of guest: any Guest,
        _ ticket: InterpreterThread.CallTicket?,
        answering caller: Handover<SupervisionEnd>
    ) {
        self.guest = guest
        grace = guest.grace.wholeNanoseconds
        self.ticket = ticket
        self.caller = caller
    }

    /// Starts the clock.
    ///
    /// Called on the guest's thread.
    func begin(limit: Duration) -> GuestDeadline {
        let now = DeadlineTimer.nowNanoseconds
        let cpu = ownCPUNanoseconds(now: now)
        let deadline = now + limit.wholeNanoseconds
        let mustSet = state.withLock { state in
            state.isRunning = true
            state.begin = now
            state.cpuAtBegin = cpu
            state.deadline = deadline
            // One that goes off earlier sets itself anew.
            if state.alarmAt != 0, state.alarmAt <= deadline { return false }
            state.alarmAt = deadline
            return true
        }
        if mustSet { setAlarm(atNanoseconds: deadline) }
        return GuestDeadline(epochMilliseconds: (Int64(deadline) &+ epoch) / 1_000_000, limit: limit)
    }

    /// Stops the clock.
    ///
    /// Called on the guest's thread.
    ///
    /// - Returns: what the call took; nil when its caller was answered without it, and nobody will use the guest
    ///   again.
    func end() -> Usage? {
        let now = DeadlineTimer.nowNanoseconds
        let cpu = ownCPUNanoseconds(now: now)
        return state.withLock { state in
            state.isRunning = false
            return state.isGivenUp ? nil : state.usage(now: now, cpu: cpu, epoch: epoch)
        }
    }

    /// Calls the alarm off: there is no other call.
    func stop() {
        alarm.withLock { $0?.clear() }
    }

    /// What the guest's thread has used; nothing for a guest elsewhere, which tells of itself.
    private func ownCPUNanoseconds(now: UInt64) -> Int64 {
        ticket == nil ? 0 : guest.thread.ownCPUNanoseconds(now: now)
    }

    private func setAlarm(atNanoseconds moment: UInt64) {
        alarm.withLock { alarm in
            if alarm == nil { alarm = DeadlineTimer.Alarm { [weak self] in self?.expire() } }
            alarm?.set(atNanoseconds: moment)
        }
    }

    /// Interrupts the call, and gives it up once its grace is over.
    ///
    /// Called by the timer.
    private func expire() {
        let cpu = ticket == nil ? 0 : guest.thread.cpuNanoseconds
        let (givenUp, isStuck, next) = state.withLock { state -> (Usage?, Bool, UInt64) in
            state.alarmAt = 0
            guard state.isRunning else { return (nil, false, 0) }
            let now = DeadlineTimer.nowNanoseconds
            guard now >= state.deadline else {
                // It was set for an earlier call.
                state.alarmAt = state.deadline
                return (nil, false, state.deadline)
            }
            guest.interrupt()
            let isStuck = now >= state.deadline + grace + Self.patience
            state.alarmAt = now + (isStuck ? Self.repetition.stuck : Self.repetition.first)
            guard !state.isGivenUp, now >= state.deadline + grace else {
                return (nil, isStuck, state.alarmAt)
            }
            state.isGivenUp = true
            return (state.usage(now: now, cpu: cpu, epoch: epoch), isStuck, state.alarmAt)
        }
        if next != 0 { setAlarm(atNanoseconds: next) }
        if isStuck, let ticket { guest.thread.declareStuck(in: ticket) }
        if let givenUp { caller.give(.abandoned(took: givenUp, comeback: comeback)) }
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

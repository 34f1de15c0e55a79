import HandlerRuntime
import Synchronization

/// Isolates that were started ahead of need, which functions then have at once.
///
/// None is started unless somebody has reserved some, and none before a guest was needed. The next ones are made in the
/// background, one at a time, a moment after one was taken. They go when memory becomes short, and with the last
/// reservation.
public final class SpareIsolates: Sendable {
    /// How long after a guest was needed the next spare is begun, in nanoseconds: its function is being loaded.
    private static let pause: UInt64 = 10_000_000

    /// How often it is looked whether they are still wanted, in nanoseconds.
    private static let period: UInt64 = 5_000_000_000

    fileprivate struct State {
        var ready: [StartedIsolate] = []
        var isMaking = false
        var demand = SpareDemand()
        /// How many there should be, by the last look.
        var wanted = 0
        var bounds: [ObjectIdentifier: Int] = [:]
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let pressure = Mutex<@Sendable () -> Bool>({ MemoryPressure.isHigh() })
    private let alarm = Mutex<DeadlineTimer.Alarm?>(nil)

    init() {}

    /// How many are ready to be taken.
    public var readyCount: Int { state.withLock { $0.ready.count } }

    /// Waits until as many are ready as should be, and none is being made.
    public func settled() async {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                if !state.isSettled { state.waiting.append(continuation) }
                return state.isSettled
            }
            if isSettled { continuation.resume() }
        }
    }

    /// Sets what tells whether memory is short, in the place of the kernel, and looks at once.
    public func setPressureReading(_ isHigh: @escaping @Sendable () -> Bool) {
        pressure.withLock { $0 = isHigh }
        look()
    }

    /// Allows spares to be kept, for as long as the reservation lives.
    ///
    /// - Parameter bound: the most that there may be; of several reservations the largest holds.
    /// - Returns: what ends when nobody holds it any more.
    public func reserve(upTo bound: Int) -> SpareReservation {
        let reservation = SpareReservation(in: self)
        state.withLock { state in
            state.bounds[ObjectIdentifier(reservation)] = bound
            state.applyBounds()
        }
        return reservation
    }

    fileprivate func end(_ reservation: ObjectIdentifier) -> [StartedIsolate] {
        let surplus = state.withLock { state -> [StartedIsolate] in
            guard state.bounds.removeValue(forKey: reservation) != nil else { return [] }
            state.applyBounds()
            state.wanted = min(state.wanted, state.demand.bound)
            return state.takeSurplus()
        }
        resumeIfSettled()
        return surplus
    }

    /// Takes one that is ready, if there is one.
    func take() -> StartedIsolate? {
        state.withLock { $0.ready.popLast() }
    }

    /// Notes that a guest was needed, after it was made.
    func noteNeed() {
        let now = DeadlineTimer.nowNanoseconds
        let isWanted = state.withLock { state in
            guard state.demand.bound > 0 else { return false }
            state.demand.note(at: now)
            state.wanted = max(state.wanted, state.demand.wanted(at: now))
            return true
        }
        if isWanted { setAlarm(atNanoseconds: now + Self.pause) }
    }

    /// Lets go of spares that there should not be, and begins to make one that there should.
    private func look() {
        let isHigh = pressure.withLock(\.self)()
        let now = DeadlineTimer.nowNanoseconds
        let (surplus, mustMake, mustLookAgain) = state.withLock { state in
            let wanted = state.demand.wanted(at: now)
            state.wanted = isHigh ? 0 : wanted
            let mustMake = !state.isMaking && state.ready.count < state.wanted
            if mustMake { state.isMaking = true }
            return (state.takeSurplus(), mustMake, wanted > 0)
        }
        for spare in surplus { spare.destroyLater() }
        if mustLookAgain { setAlarm(atNanoseconds: now + Self.period) }
        if mustMake { StartedIsolate.startAhead { [weak self] in self?.finish($0) } }
        resumeIfSettled()
    }

    /// Takes a spare in that was made; where Node refused, it is asked again when the next guest is needed.
    private func finish(_ spare: StartedIsolate?) {
        state.withLock { state in
            state.isMaking = false
            if let spare { state.ready.append(spare) } else { state.demand.forget() }
        }
        look()
    }

    private func resumeIfSettled() {
        let waiting = state.withLock { state in
            guard state.isSettled else { return [] as [CheckedContinuation<Void, Never>] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func setAlarm(atNanoseconds moment: UInt64) {
        alarm.withLock { alarm in
            if alarm == nil { alarm = DeadlineTimer.Alarm { [weak self] in self?.look() } }
            alarm?.set(atNanoseconds: moment)
        }
    }
}

extension SpareIsolates.State {
    fileprivate var isSettled: Bool { !isMaking && ready.count == wanted }

    fileprivate mutating func applyBounds() {
        demand.bound = bounds.values.max() ?? 0
        if bounds.isEmpty { demand.forget() }
    }

    /// Takes out the spares that there should not be.
    fileprivate mutating func takeSurplus() -> [StartedIsolate] {
        let surplus = ready.dropFirst(wanted)
        ready.removeLast(surplus.count)
        return Array(surplus)
    }
}

/// Allows spares to be kept for as long as it lives.
public final class SpareReservation: Sendable {
    private let spares: SpareIsolates

    fileprivate init(in spares: SpareIsolates) {
        self.spares = spares
    }

    deinit {
        for spare in spares.end(ObjectIdentifier(self)) { spare.destroyLater() }
    }

    /// Ends it early, and waits until the spares that are ready and that nobody else has reserved are gone.
    ///
    /// One that is being made goes when it is there.
    public func end() async {
        for spare in spares.end(ObjectIdentifier(self)) { await spare.destroy() }
    }
}

import Synchronization

/// Something that a spare is: started ahead of need, and of no function yet.
package protocol Spare: Sendable {
    /// Frees it, and waits for that.
    func destroy() async

    /// Frees it soon.
    func destroyLater()
}

/// Spares, which functions then have at once.
///
/// None is started unless somebody has reserved some, and none before a guest was needed. The next ones are made in the
/// background, one at a time, a moment after one was taken. They go when memory becomes short, and with the last
/// reservation.
package final class SpareStock<Kept: Spare>: Sendable {
    /// Starts one that nobody waits for, and tells when it is ready; nil if that did not work.
    package typealias Maker = @Sendable (_ tell: @escaping @Sendable (Kept?) -> Void) -> Void

    /// How long after a guest was needed the next spare is begun, in nanoseconds: its function is being loaded.
    private static var pause: UInt64 { 10_000_000 }

    /// How often it is looked whether they are still wanted, in nanoseconds.
    private static var period: UInt64 { 5_000_000_000 }

    fileprivate struct State {
        var ready: [Kept] = []
        var isMaking = false
        var demand = SpareDemand()
        /// How many there should be, by the last look.
        var wanted = 0
        var bounds: [Int: Int] = [:]
        var reservations = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let make: Maker
    private let state = Mutex(State())
    private let pressure = Mutex<@Sendable () -> Bool>({ MemoryPressure.isHigh() })
    private let alarm = Mutex<DeadlineTimer.Alarm?>(nil)

    /// Keeps none yet.
    package init(making make: @escaping Maker) {
        self.make = make
    }

    /// How many are ready to be taken.
    package var readyCount: Int { state.withLock { $0.ready.count } }

    /// Waits until as many are ready as should be, and none is being made.
    package func settled() async {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                if !state.isSettled { state.waiting.append(continuation) }
                return state.isSettled
            }
            if isSettled { continuation.resume() }
        }
    }

    /// Sets what tells whether memory is short, in the place of the kernel, and looks at once.
    package func setPressureReading(_ isHigh: @escaping @Sendable () -> Bool) {
        pressure.withLock { $0 = isHigh }
        look()
    }

    /// Allows spares to be kept, for as long as the reservation lives.
    ///
    /// - Parameter bound: the most that there may be; of several reservations the largest holds.
    /// - Returns: what ends when nobody holds it any more.
    package func reserve(upTo bound: Int) -> SpareReservation {
        let number = state.withLock { state in
            state.reservations += 1
            state.bounds[state.reservations] = bound
            state.applyBounds()
            return state.reservations
        }
        return SpareReservation { [self] in end(number) }
    }

    private func end(_ reservation: Int) -> [any Spare] {
        let surplus = state.withLock { state -> [Kept] in
            guard state.bounds.removeValue(forKey: reservation) != nil else { return [] }
            state.applyBounds()
            state.wanted = min(state.wanted, state.demand.bound)
            return state.takeSurplus()
        }
        resumeIfSettled()
        return surplus
    }

    /// Takes one in that somebody has made.
    package func add(_ spare: Kept) {
        state.withLock { $0.ready.append(spare) }
    }

    /// Takes one that is ready, if there is one.
    package func take() -> Kept? {
        state.withLock { $0.ready.popLast() }
    }

    /// Notes that a guest was needed, after it was made.
    package func noteNeed() {
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
        if mustMake { make { [weak self] in self?.finish($0) } }
        resumeIfSettled()
    }

    /// Takes a spare in that was made; where Node refused, it is asked again when the next guest is needed.
    private func finish(_ spare: Kept?) {
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

extension SpareStock.State {
    fileprivate var isSettled: Bool { !isMaking && ready.count == wanted }

    fileprivate mutating func applyBounds() {
        demand.bound = bounds.values.max() ?? 0
        if bounds.isEmpty { demand.forget() }
    }

    /// Takes out the spares that there should not be.
    fileprivate mutating func takeSurplus() -> [Kept] {
        let surplus = ready.dropFirst(wanted)
        ready.removeLast(surplus.count)
        return Array(surplus)
    }
}

/// Allows spares to be kept for as long as it lives.
package final class SpareReservation: Sendable {
    /// Ends it and hands out what must go; nothing the second time.
    private let takeOut: @Sendable () -> [any Spare]

    fileprivate init(_ takeOut: @escaping @Sendable () -> [any Spare]) {
        self.takeOut = takeOut
    }

    deinit {
        for spare in takeOut() { spare.destroyLater() }
    }

    /// Ends it early, and waits until the spares that are ready and that nobody else has reserved are gone.
    ///
    /// One that is being made goes when it is there.
    package func end() async {
        for spare in takeOut() { await spare.destroy() }
    }
}

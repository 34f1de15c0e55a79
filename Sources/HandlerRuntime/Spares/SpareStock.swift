import InterpreterThreads
import Synchronization

/// An interpreter that is started ahead of need and belongs to no function yet.
package protocol Spare: Sendable {
    /// Frees the spare as soon as its thread is free, then calls back.
    func destroyLater(_ completion: @escaping @Sendable () -> Void)
}

extension Spare {
    /// Frees the spare and waits for that.
    fileprivate func destroy() async {
        await withCheckedContinuation { continuation in destroyLater { continuation.resume() } }
    }
}

/// A stock of spares, with which functions start at once.
///
/// It stays empty until spares are reserved and a guest was needed. Further spares are made in the background, one at a
/// time, a moment after one was used. They are destroyed when memory becomes short, and with the last reservation.
package final class SpareStock<Kept: Spare>: Sendable {
    /// Starts a spare in the background and passes it on when it is ready; nil if that failed.
    package typealias Maker = @Sendable (_ completion: @escaping @Sendable (Kept?) -> Void) -> Void

    /// The nanoseconds between the need for a guest and the start of the next spare: the function loads meanwhile.
    private static var pause: UInt64 { 10_000_000 }

    /// The nanoseconds between checks of the demand.
    private static var period: UInt64 { 5_000_000_000 }

    fileprivate struct State {
        var ready: [Kept] = []
        var isMaking = false
        var demand = SpareDemand()
        /// The number of spares that there should be, by the last check.
        var wanted = 0
        var bounds: [Int: Int] = [:]
        var reservations = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let make: Maker
    private let state = Mutex(State())
    private let pressure = Mutex<@Sendable () -> Bool>({ MemoryPressure.isHigh() })
    private let alarm = Mutex<DeadlineTimer.Alarm?>(nil)

    /// Creates an empty stock.
    package init(making make: @escaping Maker) { self.make = make }

    /// The number of spares that are ready.
    package var readyCount: Int { state.withLock { $0.ready.count } }

    /// Waits until all wanted spares are ready and none is being made.
    package func settled() async {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                if !state.isSettled { state.waiting.append(continuation) }
                return state.isSettled
            }
            if isSettled { continuation.resume() }
        }
    }

    /// Replaces the kernel's reading of memory pressure, and checks at once.
    package func setPressureReading(_ isHigh: @escaping @Sendable () -> Bool) {
        pressure.withLock { $0 = isHigh }
        check()
    }

    /// Allows a number of spares to be kept for the life of the reservation; of several the largest applies.
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
            return state.removeSurplus()
        }
        resumeIfSettled()
        return surplus
    }

    /// Adds a spare that was made elsewhere.
    package func add(_ spare: Kept) { state.withLock { $0.ready.append(spare) } }

    /// Removes and returns a ready spare; nil if there is none.
    package func pop() -> Kept? { state.withLock { $0.ready.popLast() } }

    /// Records that a guest was needed, once it has been made.
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

    /// Destroys surplus spares, and starts a missing one.
    private func check() {
        let isHigh = pressure.withLock(\.self)()
        let now = DeadlineTimer.nowNanoseconds
        let (surplus, mustMake, mustCheckAgain) = state.withLock { state in
            let wanted = state.demand.wanted(at: now)
            state.wanted = isHigh ? 0 : wanted
            let mustMake = !state.isMaking && state.ready.count < state.wanted
            if mustMake { state.isMaking = true }
            return (state.removeSurplus(), mustMake, wanted > 0)
        }
        for spare in surplus { spare.destroyLater {} }
        if mustCheckAgain { setAlarm(atNanoseconds: now + Self.period) }
        if mustMake { make { [weak self] in self?.finish($0) } }
        resumeIfSettled()
    }

    /// Adds a spare that was made; after a failure the next one is made when the next guest is needed.
    private func finish(_ spare: Kept?) {
        state.withLock { state in
            state.isMaking = false
            if let spare { state.ready.append(spare) } else { state.demand.forget() }
        }
        check()
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
            if alarm == nil { alarm = DeadlineTimer.Alarm { [weak self] in self?.check() } }
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

    /// Removes and returns the spares beyond the wanted number.
    fileprivate mutating func removeSurplus() -> [Kept] {
        let surplus = ready.dropFirst(wanted)
        ready.removeLast(surplus.count)
        return Array(surplus)
    }
}

/// Allows spares to be kept for as long as it lives.
package final class SpareReservation: Sendable {
    /// Ends the reservation and returns the spares to destroy; none the second time.
    private let endReservation: @Sendable () -> [any Spare]

    fileprivate init(_ endReservation: @escaping @Sendable () -> [any Spare]) {
        self.endReservation = endReservation
    }

    deinit {
        for spare in endReservation() { spare.destroyLater {} }
    }

    /// Ends the reservation early, and waits until the ready spares that it alone allowed are destroyed.
    ///
    /// A spare that is being made is destroyed when it is ready.
    package func end() async {
        for spare in endReservation() { await spare.destroy() }
    }
}

import Glibc

/// Runs actions at moments in the future, all on one thread that the process shares.
///
/// One thread serves every invocation, so that arming a deadline costs a lock and not a thread or a system timer.
/// It sleeps until the earliest moment that it knows of, even when that is called off meanwhile: most deadlines are
/// called off and followed by a later one, which then has nobody to wake.
public final class DeadlineTimer: @unchecked Sendable {
    /// The timer of this process.
    public static let shared = DeadlineTimer()

    // All of it is only touched with `signal`'s lock held.
    private var pending: [Alarm] = []  // sorted latest first
    private var wakesAt = UInt64.max
    private let signal = ThreadSignal()

    /// An action, and when it is to run.
    public final class Alarm: @unchecked Sendable {
        fileprivate let action: @Sendable () -> Void
        // Only touched with the timer's lock held; 0 when it is off.
        fileprivate var moment: UInt64 = 0

        /// Makes an alarm that is off.
        ///
        /// - Parameter action: what it does; short, such as to set a flag or to send a signal.
        public init(_ action: @escaping @Sendable () -> Void) {
            self.action = action
        }

        /// Runs the action at a moment in nanoseconds of ``DeadlineTimer/nowNanoseconds``, and at none that was
        /// set before.
        public func set(atNanoseconds moment: UInt64) { DeadlineTimer.shared.set(self, to: moment) }

        /// Calls the action off.
        ///
        /// It may be running already, or have run.
        public func clear() { DeadlineTimer.shared.set(self, to: 0) }
    }

    private init() {
        startThread(stackBytes: 512 << 10) { self.work() }
    }

    /// Nanoseconds on the clock that the timer goes by.
    public static var nowNanoseconds: UInt64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    private func set(_ alarm: Alarm, to moment: UInt64) {
        signal.withLock {
            if alarm.moment != 0 { pending.removeAll { $0 === alarm } }
            alarm.moment = moment
            guard moment != 0 else { return }
            let place = pending.lastIndex { $0.moment > moment }.map { $0 + 1 } ?? 0
            pending.insert(alarm, at: place)
            if moment < wakesAt { signal.notify() }
        }
    }

    private func work() {
        while true {
            takeDue()()
        }
    }

    /// Waits for the next action whose time has come.
    private func takeDue() -> @Sendable () -> Void {
        signal.withLock {
            while true {
                if let next = pending.last, next.moment <= Self.nowNanoseconds {
                    pending.removeLast()
                    next.moment = 0
                    return next.action
                }
                wakesAt = pending.last?.moment ?? .max
                signal.wait(untilNanoseconds: pending.last?.moment)
                // Whoever comes while this thread is awake needs not wake it.
                wakesAt = 0
            }
        }
    }
}

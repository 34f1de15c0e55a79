import Glibc

/// Runs actions at future moments, all on one thread per process.
///
/// With one thread for every invocation, setting a deadline costs a lock instead of a thread or a system timer. The
/// thread sleeps until the earliest moment that it knew of, even if that is cleared meanwhile: most deadlines are
/// cleared and followed by a later one, which then need not wake it.
package final class DeadlineTimer: @unchecked Sendable {
    /// The timer of this process.
    package static let shared = DeadlineTimer()

    // Accessed only with `signal`'s lock held.
    private var pending: [Alarm] = []  // sorted latest first
    private var wakesAt = UInt64.max
    private let signal = ThreadSignal()

    /// An action with the moment at which it runs.
    package final class Alarm: @unchecked Sendable {
        fileprivate let action: @Sendable () -> Void
        // Accessed only with the timer's lock held; 0 when the alarm is off.
        fileprivate var moment: UInt64 = 0

        /// Creates an alarm that is off, for a short action such as setting a flag or sending a signal.
        package init(_ action: @escaping @Sendable () -> Void) { self.action = action }

        /// Sets the moment, in nanoseconds of ``DeadlineTimer/nowNanoseconds``; it replaces one that was set before.
        package func set(atNanoseconds moment: UInt64) { DeadlineTimer.shared.set(self, to: moment) }

        /// Turns the alarm off; its action may already be running, or have run.
        package func clear() { DeadlineTimer.shared.set(self, to: 0) }
    }

    private init() {
        startThread(stackBytes: 512 << 10) {
            while true { self.nextDue()() }
        }
    }

    /// Nanoseconds on the timer's clock.
    package static var nowNanoseconds: UInt64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    private func set(_ alarm: Alarm, to moment: UInt64) {
        signal.withLock {
            if alarm.moment != 0 { pending.removeAll { $0 === alarm } }
            alarm.moment = moment
            guard moment != 0 else { return }
            let index = pending.lastIndex { $0.moment > moment }.map { $0 + 1 } ?? 0
            pending.insert(alarm, at: index)
            if moment < wakesAt { signal.notify() }
        }
    }

    /// Waits for the next action that is due, and removes it.
    private func nextDue() -> @Sendable () -> Void {
        signal.withLock {
            while true {
                if let next = pending.last, next.moment <= Self.nowNanoseconds {
                    pending.removeLast()
                    next.moment = 0
                    return next.action
                }
                wakesAt = pending.last?.moment ?? .max
                signal.wait(untilNanoseconds: pending.last?.moment)
                // While this thread is awake, new alarms need not wake it.
                wakesAt = 0
            }
        }
    }
}

import CProcessor
import Glibc
import Synchronization

/// Waits without sleeping for another thread that is nearly done: a wake-up costs about 10 µs.
package enum Spinning {
    /// The maximum nanoseconds of a spin; longer waits are not worth it.
    package static let limit: UInt64 = 50_000

    /// The number of further threads that may spin: one processor is left to those that are waited for.
    private static let free = Atomic(max(0, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1))

    /// Spins until the condition holds; false if it does not in time.
    ///
    /// Without a free processor the condition is evaluated once.
    package static func wait(until condition: () -> Bool) -> Bool {
        guard free.subtract(1, ordering: .relaxed).newValue >= 0 else {
            free.add(1, ordering: .relaxed)
            return condition()
        }
        defer { free.add(1, ordering: .relaxed) }
        let end = DeadlineTimer.nowNanoseconds + limit
        repeat {
            for _ in 0..<64 {
                if condition() { return true }
                processor_pause()
            }
        } while DeadlineTimer.nowNanoseconds < end
        return condition()
    }
}

import CProcessor
import Glibc
import Synchronization

/// Waits for another thread without sleeping, where that thread is nearly done: being woken costs about 10 µs.
public enum Spinning {
    /// The longest that anybody spins, in nanoseconds; what takes longer is not worth it.
    public static let limit: UInt64 = 50_000

    /// How many may spin at once: one processor is left to those who are waited for.
    private static let free = Atomic(max(0, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1))

    /// Spins until the condition holds.
    ///
    /// - Returns: whether it held in time; false at once when no processor is to spare.
    public static func wait(until condition: () -> Bool) -> Bool {
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

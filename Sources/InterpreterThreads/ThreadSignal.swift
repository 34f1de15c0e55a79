import Glibc
import Invariants

/// A mutex with a condition on which a thread sleeps while it has nothing to do.
///
/// The standard library's `Mutex` has no condition; POSIX has one, and a wait with a time limit.
@safe package final class ThreadSignal: @unchecked Sendable {
    // Both are allocated once, at stable addresses, and POSIX allows their use from all threads.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// Creates an unlocked mutex without waiters.
    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs `body` with the mutex held.
    package func withLock<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Wakes a waiting thread; with the mutex held.
    package func notify() { unsafe pthread_cond_signal(condition) }

    /// Sleeps until ``notify()``, a spurious wake-up, or a time on the monotonic clock in nanoseconds.
    ///
    /// The mutex is held before and after.
    package func wait(untilNanoseconds deadline: UInt64? = nil) {
        guard let deadline else {
            unsafe pthread_cond_wait(condition, mutex)
            return
        }
        let (seconds, nanoseconds) = deadline.quotientAndRemainder(dividingBy: 1_000_000_000)
        var moment = timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds))
        unsafe pthread_cond_timedwait(condition, mutex, &moment)
    }
}

/// Starts a thread that frees its own resources when it ends.
package func startThread(stackBytes: Int, _ body: @escaping @Sendable () -> Void) {
    final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    unsafe pthread_attr_setstacksize(&attributes, stackBytes)
    defer { unsafe pthread_attr_destroy(&attributes) }

    var thread = pthread_t()
    let start = unsafe Unmanaged.passRetained(Start(body)).toOpaque()
    let status = unsafe pthread_create(
        &thread,
        &attributes,
        { argument in
            if let argument = unsafe argument {
                unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
            }
            return nil
        },
        start
    )
    invariant(status == 0, "pthread_create failed with error \(status)")
}

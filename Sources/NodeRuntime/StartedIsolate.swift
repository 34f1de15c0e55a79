import Glibc
import HandlerRuntime
import InterpreterThreads

/// An isolate and its thread, without a function yet: it has only run our own code.
package struct StartedIsolate: Spare {
    let thread = InterpreterThread()
    let isolate = NodeIsolate()

    /// Starts an isolate that a function is waiting for.
    static func start() async throws -> StartedIsolate {
        let started = StartedIsolate()
        do {
            try await started.thread.run { try started.isolate.create() }
        } catch {
            started.thread.stop()
            throw error
        }
        return started
    }

    /// Starts and warms up an isolate in the background and passes it on; nil if Node failed.
    static func startAhead(_ completion: @escaping @Sendable (StartedIsolate?) -> Void) {
        let started = StartedIsolate()
        started.thread.submit {
            scheduleThread(batchPolicy)
            do {
                try started.isolate.create()
            } catch {
                started.thread.stop()
                return completion(nil)
            }
            started.isolate.warmUp()
            scheduleThread(SCHED_OTHER)
            completion(started)
        }
    }

    package func destroyLater(_ completion: @escaping @Sendable () -> Void) {
        thread.submit { [isolate] in
            isolate.destroy()
            completion()
        }
        thread.stop()
    }
}

/// The value of `SCHED_BATCH`, which Swift does not import.
private let batchPolicy: Int32 = 3

/// Sets the scheduling policy of the calling thread.
///
/// With `SCHED_BATCH`, a thread that wakes up does not preempt a running one. A lower priority could not be
/// raised again without privileges.
private func scheduleThread(_ policy: Int32) {
    var parameters = sched_param()
    unsafe pthread_setschedparam(pthread_self(), policy, &parameters)
}

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

    /// Starts and warms up an isolate that nobody is waiting for.
    ///
    /// - Parameter completion: Called with the isolate, or with nil if Node failed.
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

    /// Frees the isolate and waits until it is freed.
    package func destroy() async {
        await withCheckedContinuation { continuation in
            thread.submit { [isolate] in
                isolate.destroy()
                continuation.resume()
            }
            thread.stop()
        }
    }

    /// Frees the isolate as soon as its thread is free.
    package func destroyLater() {
        thread.submit { [isolate] in isolate.destroy() }
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

import Glibc
import HandlerRuntime

/// An isolate on its thread that belongs to no function yet: it has run none but our own code.
package struct StartedIsolate: Spare {
    let thread = InterpreterThread()
    let isolate = NodeIsolate()

    /// Starts an isolate for a function that waits for it.
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

    /// Starts an isolate that nobody waits for, and tells when it is ready; nil if Node refused.
    ///
    /// What the first calls of a function would take their time for is done, too.
    static func startAhead(_ tell: @escaping @Sendable (StartedIsolate?) -> Void) {
        let started = StartedIsolate()
        started.thread.submit {
            scheduleThread(batchPolicy)
            do {
                try started.isolate.create()
            } catch {
                started.thread.stop()
                return tell(nil)
            }
            started.isolate.warmUp()
            scheduleThread(SCHED_OTHER)
            tell(started)
        }
    }

    /// Frees the isolate, and waits for it.
    package func destroy() async {
        await withCheckedContinuation { continuation in
            thread.submit { [isolate] in
                isolate.destroy()
                continuation.resume()
            }
            thread.stop()
        }
    }

    /// Frees the isolate as soon as its thread has time for it.
    package func destroyLater() {
        thread.submit { [isolate] in isolate.destroy() }
        thread.stop()
    }
}

/// `SCHED_BATCH`, which Swift does not see.
private let batchPolicy: Int32 = 3

/// Sets the calling thread's policy.
///
/// In a batch a thread that wakes up does not interrupt one that runs. Anything lower could not be taken back
/// without privileges.
private func scheduleThread(_ policy: Int32) {
    var parameters = sched_param()
    unsafe pthread_setschedparam(pthread_self(), policy, &parameters)
}

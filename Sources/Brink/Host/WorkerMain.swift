import Invocations
import WorkerRuntime

/// Replaces the program's own `main` in a process that a host started as a worker.
@_cdecl("brink_worker_main")
func runWorker(_ request: UnsafePointer<CChar>) -> Never {
    WorkerServer.run(request: unsafe String(cString: request)) { Runtimes.runtime(for: $0, in: .inProcess) }
}

import HandlerRuntime
import WorkerRuntime

/// What a program is, in the place of its own `main`, when a host has started it as a worker.
@_cdecl("brink_worker_main")
func runWorker(_ request: UnsafePointer<CChar>) -> Never {
    WorkerServer.run(request: unsafe String(cString: request)) { Runtimes.runtime(for: $0, in: .inProcess) }
}

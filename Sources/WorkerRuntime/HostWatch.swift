import CWorkerProcess
import Glibc
import HandlerRuntime

/// Sees to it that a worker does not outlive its host.
enum HostWatch {
    /// Ends this process once the host has ended or has closed its end of the channel.
    ///
    /// Whatever the handler does, a thread of its own waits for that. Should the handler have stopped the whole
    /// process, the kernel continues it: without its parent its group is an orphan.
    static func start(host: Int32) {
        let descriptor = workerprocess_open(host)
        // Whoever has another parent by now has lost its host.
        guard descriptor >= 0, getppid() == host else { end() }
        startThread(stackBytes: 64 << 10) {
            workerprocess_await_end(descriptor)
            end()
        }
    }

    /// Ends this process and all that the handler has started in its group.
    static func end() -> Never {
        kill(0, SIGKILL)
        _exit(1)
    }
}

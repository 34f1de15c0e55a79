import CWorkerProcess
import Glibc
import InterpreterThreads

/// Ends a worker when its host ends.
enum HostWatch {
    /// Ends this process once the host has ended or has closed its end of the channel.
    ///
    /// A separate thread waits for that, whatever the handler does. If the handler has stopped the whole process, the
    /// kernel continues it: without its parent its group is orphaned.
    static func start(host: Int32) {
        let descriptor = workerprocess_open(host)
        // With another parent, the host has already ended.
        guard descriptor >= 0, getppid() == host else { end() }
        startThread(stackBytes: 64 << 10) {
            workerprocess_await_end(descriptor)
            end()
        }
    }

    /// Ends this process and those that the handler has started in its group.
    static func end() -> Never {
        kill(0, SIGKILL)
        _exit(1)
    }
}

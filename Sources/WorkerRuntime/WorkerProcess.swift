import CWorkerProcess
import Glibc
import HandlerRuntime
import Invocations
import Synchronization

/// The host's view of a worker: a process in its own group, with a socket to it and its standard streams.
///
/// It is used on one thread, except for ``kill(_:)``.
final class WorkerProcess: @unchecked Sendable {
    /// The reason for which a host kills its worker.
    enum Reason {
        /// A call exceeded its time limit.
        case deadline
        /// It exceeded its function's memory.
        case memory
        /// It is no longer needed, or violated the protocol.
        case dismissal
    }

    /// The end of a worker.
    struct End {
        /// The reason for which it was killed; nil if it ended by itself.
        var reason: Reason?
        /// The exit of the process; nil if other code in the host has already waited for it.
        var exit: ProcessExit?
        /// The processor time of all its threads.
        var cpu: Duration
    }

    private enum Life {
        case running
        case killed(Reason)
        case over
    }

    let channel: WorkerChannel
    private let child: workerprocess_child
    private let life = Mutex(Life.running)

    // The pipes of the worker's standard output and error; -1 once all writers have closed them.
    private var outputs: (stdout: Int32, stderr: Int32)

    /// Starts a program as a worker.
    init(program: String) throws(RuntimeStartError) {
        var child = workerprocess_child()
        let status = unsafe workerprocess_spawn(program, Self.environment(), &child)
        guard status == 0 else {
            let problem = unsafe String(cString: strerror(status))
            throw RuntimeStartError("\(program) does not start as a worker: \(problem)")
        }
        self.child = child
        channel = WorkerChannel(child.channel)
        outputs = (child.output, child.error)
    }

    /// The worker's process identifier.
    var id: Int32 { child.pid }

    /// Kills the worker and the processes that it has started; from any thread.
    ///
    /// The first reason is kept.
    func kill(_ reason: Reason) {
        life.withLock { life in
            guard case .running = life else { return }
            life = .killed(reason)
            signalGroup()
        }
    }

    /// Kills the group, waits for the process and frees its descriptors; once.
    func end() -> End {
        var status: Int32 = 0
        var usage = rusage()
        let reason = life.withLock { life -> Reason? in
            // The group's number is not reused before its first process was waited for.
            signalGroup()
            defer { life = .over }
            return if case .killed(let reason) = life { reason } else { nil }
        }
        var waited: Int32
        repeat { waited = unsafe wait4(child.pid, &status, 0, &usage) } while waited < 0 && errno == EINTR
        channel.close()
        close(child.process)
        for descriptor in [outputs.stdout, outputs.stderr] where descriptor >= 0 { close(descriptor) }
        return End(
            reason: reason,
            exit: waited == child.pid ? ProcessExit(waitStatus: status) : nil,
            cpu: usage.ru_utime.duration + usage.ru_stime.duration
        )
    }

    private func signalGroup() { Glibc.kill(-child.pid, SIGKILL) }
}

// MARK: - Waiting

extension WorkerProcess {
    /// True if the process has ended.
    var hasEnded: Bool {
        var poller = pollfd(fd: child.process, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&poller, 1, 0) == 1
    }

    /// The processor time of all its threads so far.
    var cpu: Duration {
        var clock = clockid_t()
        var spent = timespec()
        guard unsafe clock_getcpuclockid(child.pid, &clock) == 0, unsafe clock_gettime(clock, &spent) == 0
        else { return .zero }
        return .seconds(spent.tv_sec) + .nanoseconds(spent.tv_nsec)
    }

    /// Waits for bytes or the end of the worker, and passes on the output of its standard streams meanwhile.
    func wait(milliseconds: Int32, _ write: ([UInt8], LogEntry.Stream) -> Void) -> WorkerChannel.Arrival {
        var pollers = [child.process, channel.descriptor, outputs.stdout, outputs.stderr].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let count = unsafe poll(&pollers, nfds_t(pollers.count), milliseconds)
        guard count > 0 else { return .nothing }
        if pollers[2].revents != 0 || pollers[3].revents != 0 { readOutputs(write) }
        let arrival = channel.receive()
        return arrival == .nothing && pollers[0].revents != 0 ? .end : arrival
    }

    /// Passes on the output of the worker's standard streams.
    func readOutputs(_ write: ([UInt8], LogEntry.Stream) -> Void) {
        var pollers = [outputs.stdout, outputs.stderr].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        guard unsafe poll(&pollers, 2, 0) > 0 else { return }
        if pollers[0].revents != 0 { read(&outputs.stdout) { write($0, .stdout) } }
        if pollers[1].revents != 0 { read(&outputs.stderr) { write($0, .stderr) } }
    }

    /// Reads at most one pipe's capacity, so that endless output does not hold up the caller.
    private func read(_ pipe: inout Int32, _ write: ([UInt8]) -> Void) {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(pipe, $0.baseAddress, $0.count) }
        if count > 0 { return write(Array(bytes[..<count])) }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        close(pipe)
        pipe = -1
    }
}

// MARK: - Starting

extension WorkerProcess {
    /// The host's variables with which a worker finds its libraries and Brink's cache.
    ///
    /// A handler can read its process's environment, so no other variables are passed on.
    private static let passedOn = ["LD_LIBRARY_PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR"]

    /// Returns the variables, each ended by a null.
    private static func environment() -> String {
        let passed = passedOn.compactMap { name in
            unsafe getenv(name).map { unsafe "\(name)=\(String(cString: $0))" }
        }
        // A crash is reported by its signal at once; symbolication would outlast most timeouts.
        let settings = ["SWIFT_BACKTRACE=enable=no"]
        let request = "\(WORKERPROCESS_VARIABLE)=\(workerProtocolVersion).\(getpid())"
        return ([request] + settings + passed).map { $0 + "\0" }.joined()
    }
}

extension timeval {
    fileprivate var duration: Duration { .seconds(tv_sec) + .microseconds(tv_usec) }
}

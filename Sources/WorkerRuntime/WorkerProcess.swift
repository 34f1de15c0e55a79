import CWorkerProcess
import Glibc
import HandlerRuntime
import Synchronization

/// A worker as its host knows it: a process in a group of its own, with a socket to it and what it writes to its
/// standard streams.
///
/// It is used on one thread, but for ``kill(_:)``.
final class WorkerProcess: @unchecked Sendable {
    /// Why a host kills its worker.
    enum Reason {
        /// A call was not over in time.
        case deadline
        /// It holds more memory than its function may.
        case memory
        /// It is needed no more, or does not keep to the protocol.
        case dismissal
    }

    /// How a worker ended, and what it took.
    struct End {
        /// Why it was killed; nil when it ended by itself.
        var reason: Reason?
        /// How the process ended; nil when somebody else has taken that note.
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

    // The pipes behind the worker's standard output and error; -1 once nobody can write to them any more.
    private var outputs: (stdout: Int32, stderr: Int32)

    /// Starts a program as a worker.
    ///
    /// - Throws: `RuntimeStartError` when the system refuses.
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

    /// The worker's process.
    var id: Int32 { child.pid }

    /// Kills the worker and all that it has started; from any thread.
    ///
    /// The first reason counts.
    func kill(_ reason: Reason) {
        life.withLock { life in
            guard case .running = life else { return }
            life = .killed(reason)
            signalGroup()
        }
    }

    /// Waits until the process has ended, and forgets it; once.
    ///
    /// What it had started is killed.
    func end() -> End {
        var status: Int32 = 0
        var usage = rusage()
        let reason = life.withLock { life -> Reason? in
            // A group keeps its number until its first process was waited for.
            signalGroup()
            defer { life = .over }
            if case .killed(let reason) = life { return reason }
            return nil
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

    private func signalGroup() {
        Glibc.kill(-child.pid, SIGKILL)
    }
}

// MARK: - Waiting

extension WorkerProcess {
    /// Whether the process has ended.
    var hasEnded: Bool {
        var poller = pollfd(fd: child.process, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&poller, 1, 0) == 1
    }

    /// The processor time of all its threads so far.
    var cpu: Duration {
        var clock = clockid_t()
        var spent = timespec()
        guard unsafe clock_getcpuclockid(child.pid, &clock) == 0, unsafe clock_gettime(clock, &spent) == 0
        else {
            return .zero
        }
        return .seconds(spent.tv_sec) + .nanoseconds(spent.tv_nsec)
    }
}

extension WorkerProcess {
    /// What waiting came to.
    enum Event {
        /// Something has come over the channel.
        case bytes
        /// The worker has ended; what it had sent was read.
        case end
        /// Neither, in the time that was given.
        case nothing
    }

    /// Waits for bytes from the worker; meanwhile passes on what it writes to its standard streams.
    func wait(milliseconds: Int32, _ write: ([UInt8], LogEntry.Stream) -> Void) -> Event {
        var pollers = [child.process, channel.descriptor, outputs.stdout, outputs.stderr].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let count = unsafe poll(&pollers, nfds_t(pollers.count), milliseconds)
        guard count > 0 else { return .nothing }
        if pollers[2].revents != 0 || pollers[3].revents != 0 { readOutputs(write) }
        switch channel.receive() {
        case .bytes: return .bytes
        case .end: return .end
        case .nothing: return pollers[0].revents != 0 ? .end : .nothing
        }
    }

    /// Passes on what the worker has written to its standard streams.
    func readOutputs(_ write: ([UInt8], LogEntry.Stream) -> Void) {
        var pollers = [outputs.stdout, outputs.stderr].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        guard unsafe poll(&pollers, 2, 0) > 0 else { return }
        if pollers[0].revents != 0 { read(&outputs.stdout) { write($0, .stdout) } }
        if pollers[1].revents != 0 { read(&outputs.stderr) { write($0, .stderr) } }
    }

    /// Reads what is in a pipe, but no more than a pipe holds: who writes without end is read from again later.
    private func read(_ pipe: inout Int32, _ take: ([UInt8]) -> Void) {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(pipe, $0.baseAddress, $0.count) }
        if count > 0 { return take(Array(bytes[..<count])) }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        close(pipe)
        pipe = -1
    }
}

// MARK: - Starting

extension WorkerProcess {
    /// The variables that a worker needs of its host's to find its libraries and Brink's cache.
    ///
    /// A handler can read its process's environment, so nothing else goes there.
    private static let passedOn = ["LD_LIBRARY_PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR"]

    /// The variables as the system takes them, each ended by a null.
    private static func environment() -> String {
        let passed = passedOn.compactMap { name in
            unsafe getenv(name).map { unsafe "\(name)=\(String(cString: $0))" }
        }
        // A crash is told by its signal, at once; a backtrace of it would take longer than most functions may.
        let settings = ["SWIFT_BACKTRACE=enable=no"]
        let request = "\(WORKERPROCESS_VARIABLE)=\(workerProtocolVersion).\(getpid())"
        return ([request] + settings + passed).map { $0 + "\0" }.joined()
    }
}

extension timeval {
    fileprivate var duration: Duration { .seconds(tv_sec) + .microseconds(tv_usec) }
}

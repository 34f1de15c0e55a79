import CloudFrontEvents
import HandlerRuntime
import InterpreterThreads
import Invocations

/// A worker with a started interpreter and no function yet, and the thread that talks to it.
package struct StartedWorker: Spare {
    /// The program of this process, even if its file was replaced meanwhile.
    static let ownProgram = "/proc/self/exe"

    /// The time limit of a worker's start.
    private static let startLimit = Duration.seconds(30)

    let thread: InterpreterThread
    let worker: WorkerProcess

    /// Starts a worker and waits for it on the calling thread.
    private init(of language: RuntimeIdentifier.Language, program: String, on thread: InterpreterThread)
        throws
    {
        self.thread = thread
        worker = try WorkerProcess(program: program)
        let worker = worker
        let alarm = DeadlineTimer.Alarm { worker.kill(.deadline) }
        alarm.set(atNanoseconds: DeadlineTimer.nowNanoseconds + Self.startLimit.wholeNanoseconds)
        defer { alarm.clear() }
        do {
            try worker.greet()
            try worker.ask(.start(language), InvocationLog())
        } catch {
            worker.kill(.dismissal)
            _ = worker.end()
            throw error
        }
    }

    /// Starts a worker and waits for it on a thread that it creates.
    static func start(of language: RuntimeIdentifier.Language, program: String) async throws -> StartedWorker
    {
        let thread = InterpreterThread(stackBytes: 512 << 10)
        do {
            return try await thread.run { try StartedWorker(of: language, program: program, on: thread) }
        } catch {
            thread.stop()
            throw error
        }
    }

    /// Starts a worker in the background and passes it on when it is ready; nil if it did not start.
    static func startAhead(
        of language: RuntimeIdentifier.Language,
        program: String,
        _ completion: @escaping @Sendable (StartedWorker?) -> Void
    ) {
        let thread = InterpreterThread(stackBytes: 512 << 10)
        thread.submit {
            let started = try? StartedWorker(of: language, program: program, on: thread)
            if started == nil { thread.stop() }
            completion(started)
        }
    }

    package func destroyLater(_ completion: @escaping @Sendable () -> Void) {
        thread.submit { [worker] in
            worker.kill(.dismissal)
            _ = worker.end()
            completion()
        }
        thread.stop()
    }
}

extension WorkerProcess {
    /// Waits for the worker's first message.
    func greet() throws(WorkerFailure) {
        guard case .hello(workerProtocolVersion) = try nextMessage(InvocationLog()) else {
            throw .unable("a worker is of another version; expected \(workerProtocolVersion)")
        }
    }

    /// Sends the worker a request and waits until it is ready.
    func ask(_ message: HostMessage, _ log: InvocationLog) throws(WorkerFailure) {
        guard let frame = message.frame() else {
            throw .unable("a function is longer than the \(Frame.longest) bytes of a worker's message")
        }
        _ = channel.send(frame)
        switch try nextMessage(log) {
        case .ready: return
        case .unable(let problem): throw .unable(problem)
        case .hello, .log, .completion, .abandoned:
            throw .unable("a worker sent a message out of turn")
        }
    }

    private func nextMessage(_ log: InvocationLog) throws(WorkerFailure) -> WorkerMessage {
        do {
            while true {
                let message = try channel.readFrame { kind, reader throws(WorkerProtocolError) in
                    try WorkerMessage(kind: kind, &reader, given: HeaderMap())
                }
                if let message { return message }
                guard wait(milliseconds: -1, log.write) != .end else { break }
            }
        } catch {
            throw .unable("a worker violated the protocol: \(error)")
        }
        let output = log.drain().map(\.message).joined(separator: "; ")
        throw .lost("a worker ended before it was ready\(output.isEmpty ? "" : ": \(output)")")
    }
}

/// The reasons for which a worker cannot run a function, in one line each.
enum WorkerFailure: Error {
    /// It has ended; another worker may succeed.
    case lost(String)
    /// It reported a failure that another worker would report too.
    case unable(String)
}

import CloudFrontEvents
import HandlerRuntime

/// A worker whose interpreter has started and that belongs to no function yet, with the thread that talks to it.
package struct StartedWorker: Spare {
    /// The program that this process is, even when its file was replaced meanwhile.
    static let ownProgram = "/proc/self/exe"

    /// How long a worker may take to start.
    private static let startLimit = Duration.seconds(30)

    let thread: InterpreterThread
    let worker: WorkerProcess

    /// Starts a worker on the calling thread, which waits for it.
    private init(
        of language: RuntimeIdentifier.Language,
        program: String,
        on thread: InterpreterThread
    ) throws {
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

    /// Starts a worker for a function that waits for it.
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

    /// Starts a worker that nobody waits for, and tells when it is ready; nil when it did not start.
    static func startAhead(
        of language: RuntimeIdentifier.Language,
        program: String,
        _ tell: @escaping @Sendable (StartedWorker?) -> Void
    ) {
        let thread = InterpreterThread(stackBytes: 512 << 10)
        thread.submit {
            let started = try? StartedWorker(of: language, program: program, on: thread)
            if started == nil { thread.stop() }
            tell(started)
        }
    }

    /// Ends the worker, and waits for it.
    package func destroy() async {
        await withCheckedContinuation { continuation in
            dismiss { continuation.resume() }
        }
    }

    /// Ends the worker as soon as its thread has time for it.
    package func destroyLater() {
        dismiss {}
    }

    private func dismiss(_ tell: @escaping @Sendable () -> Void) {
        thread.submit { [worker] in
            worker.kill(.dismissal)
            _ = worker.end()
            tell()
        }
        thread.stop()
    }
}

extension WorkerProcess {
    /// Waits until the worker has said that it is one.
    func greet() throws(WorkerFailure) {
        guard case .hello(workerProtocolVersion) = try nextMessage(InvocationLog()) else {
            throw .unable("a worker is of another version: expected \(workerProtocolVersion)")
        }
    }

    /// Tells the worker to do something, and waits until it has.
    func ask(_ message: HostMessage, _ log: InvocationLog) throws(WorkerFailure) {
        guard let frame = message.frame() else {
            throw .unable(
                "a function is longer than the \(Frame.longest) bytes that a worker takes"
            )
        }
        _ = channel.send(frame)
        switch try nextMessage(log) {
        case .ready: return
        case .unable(let problem): throw .unable(problem)
        case .hello, .log, .answer, .abandoned:
            throw .unable("a worker answered something that it was not asked")
        }
    }

    private func nextMessage(_ log: InvocationLog) throws(WorkerFailure) -> WorkerMessage {
        do {
            while true {
                let message = try channel.takeFrame { kind, reader throws(WorkerProtocolError) in
                    try WorkerMessage(kind: kind, &reader, given: HeaderMap())
                }
                if let message { return message }
                guard wait(milliseconds: -1, log.write) != .end else { break }
            }
        } catch {
            throw .unable("a worker does not keep to the protocol: \(error)")
        }
        let lastWords = log.take().map(\.message).joined(separator: "; ")
        throw .lost(
            "a worker ended before it was ready\(lastWords.isEmpty ? "" : ": \(lastWords)")"
        )
    }
}

/// Why a worker is of no use to a function, in one line each.
enum WorkerFailure: Error {
    /// It has ended; another one may do.
    case lost(String)
    /// It said what is wrong, and another one would say the same.
    case unable(String)
}

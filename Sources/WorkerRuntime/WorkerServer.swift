import CWorkerProcess
import CloudFrontEvents
import Glibc
package import HandlerRuntime
import Synchronization

/// The worker's side: runs one instance of one function for the host at the other end.
package final class WorkerServer: Sendable {
    /// The most bytes of a log that one message takes.
    private static let longestWrite = 1 << 20

    private let channel: WorkerChannel
    private let runtime: @Sendable (RuntimeIdentifier.Language) -> any LanguageRuntime

    private init(
        _ channel: WorkerChannel,
        _ runtime: @escaping @Sendable (RuntimeIdentifier.Language) -> any LanguageRuntime
    ) {
        self.channel = channel
        self.runtime = runtime
    }

    /// Serves the host that started this process, to the process's end.
    ///
    /// - Parameters:
    ///   - request: what the host wants, as it stands in the environment.
    ///   - runtime: the interpreters of this process.
    package static func run(
        request: String,
        _ runtime: @escaping @Sendable (RuntimeIdentifier.Language) -> any LanguageRuntime
    ) -> Never {
        unsafe unsetenv(WORKERPROCESS_VARIABLE)
        let words = request.split(separator: ".").map { Int32($0) }
        guard words.count == 2, let version = words[0], let host = words[1] else {
            fail(
                "\(WORKERPROCESS_VARIABLE)=\(request): expected a version, a dot and a process; Brink sets it"
            )
        }
        guard version == workerProtocolVersion else {
            fail("the host speaks version \(version) of the protocol: expected \(workerProtocolVersion)")
        }
        HostWatch.start(host: host)
        // As in any Brink: a closed pipe is an error to whoever writes, and not the end of the process.
        _ = signal(SIGPIPE, SIG_IGN)
        // A handler's crash is told by its signal; nobody looks for a core of a worker.
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
        let server = WorkerServer(WorkerChannel(WORKERPROCESS_CHANNEL), runtime)
        Task.detached { await server.serve() }
        while true { pause() }
    }

    private func serve() async -> Never {
        do {
            send(.hello(version: workerProtocolVersion))
            guard case .start(let language) = try channel.nextHostMessage() else {
                throw WorkerProtocolError("the host did not say first what to start")
            }
            let runtime = runtime(language)
            guard await answer({ try await runtime.prepare() }) != nil else { HostWatch.end() }

            guard case .configure(let function, let logStreamName) = try channel.nextHostMessage() else {
                throw WorkerProtocolError("the host did not say what function to run")
            }
            let configuration = GuestConfiguration(
                function: function,
                logStreamName: logStreamName,
                log: InvocationLog(passingTo: { [self] in write($0, to: $1) })
            )
            guard let guest = await answer({ try await runtime.makeGuest(configuration) }) else {
                HostWatch.end()
            }
            await serve(guest)
        } catch {
            Self.fail("\(error)")
        }
    }

    /// Tells the host whether something that it asked for could be done.
    private func answer<Result>(_ body: () async throws -> Result) async -> Result? {
        do {
            let result = try await body()
            send(.ready)
            return result
        } catch {
            send(.unable("\(error)"))
            return nil
        }
    }

    /// Makes the host's calls, until one does not end.
    private func serve(_ guest: any Guest) async -> Never {
        let end = await supervise(guest, HostCalls(from: channel)).value()
        if case .abandoned(let took, _) = end { send(.abandoned(took)) }
        // The host ends what is of no more use.
        while true { try? await Task.sleep(for: .seconds(3600)) }
    }

    private func send(_ message: WorkerMessage) {
        guard let frame = message.frame() else { return }
        if !channel.send(frame) { HostWatch.end() }
    }

    /// Passes on what the handler writes, at once: should the process die, it is known what it wrote before.
    private func write(_ bytes: [UInt8], to stream: LogEntry.Stream) {
        for start in stride(from: 0, to: bytes.count, by: Self.longestWrite) {
            send(.log(Array(bytes[start..<min(bytes.count, start + Self.longestWrite)]), stream))
        }
    }

    private static func fail(_ problem: String) -> Never {
        let line = Array("brink: worker: \(problem)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
        _exit(2)
    }
}

extension WorkerChannel {
    /// Waits for what the host says next; without a host the process ends.
    fileprivate func nextHostMessage() throws(WorkerProtocolError) -> HostMessage {
        let message = try nextFrame { kind, reader throws(WorkerProtocolError) in
            try HostMessage(kind: kind, &reader)
        }
        guard let message else { HostWatch.end() }
        return message
    }
}

/// The calls that a host asks for, on the guest's own thread: nothing stands between the socket and the handler.
private final class HostCalls: SupervisedCalls {
    private let channel: WorkerChannel

    init(from channel: WorkerChannel) {
        self.channel = channel
    }

    func next() -> SupervisedCall? {
        switch try? channel.nextHostMessage() {
        case .load(let limit): SupervisedCall(.load, limit: limit)
        case .invoke(let call, let limit): SupervisedCall(.invoke(call), limit: limit)
        case .start, .configure, nil: HostWatch.end()
        }
    }

    func take(_ answer: GuestAnswer, _ took: Usage) {
        var answer = answer
        answer.took = took
        let tooLong = GuestAnswer(
            .failed(.tooLong("The answer")),
            peakMemoryBytes: answer.peakMemoryBytes,
            took: took
        )
        guard let frame = WorkerMessage.answer(answer).frame() ?? WorkerMessage.answer(tooLong).frame() else {
            return
        }
        if !channel.send(frame) { HostWatch.end() }
    }
}

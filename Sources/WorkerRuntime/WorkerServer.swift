import CWorkerProcess
import CloudFrontEvents
import Glibc
package import HandlerRuntime
import InterpreterThreads
package import Invocations
import Synchronization

/// The worker's side of the channel: runs one instance of one function for the host at the other end.
package final class WorkerServer: Sendable {
    /// The maximum number of bytes in a log message.
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

    /// Serves the host that started this process, to the end of the process.
    ///
    /// The request is the value of the variable that makes this process a worker.
    package static func run(
        request: String,
        _ runtime: @escaping @Sendable (RuntimeIdentifier.Language) -> any LanguageRuntime
    ) -> Never {
        unsafe unsetenv(WORKERPROCESS_VARIABLE)
        let words = request.split(separator: ".").map { Int32($0) }
        guard words.count == 2, let version = words[0], let host = words[1] else {
            fail(
                "\(WORKERPROCESS_VARIABLE)=\(request): expected VERSION.PROCESS; only Brink sets this variable"
            )
        }
        guard version == workerProtocolVersion else {
            fail("the host uses version \(version) of the protocol; expected \(workerProtocolVersion)")
        }
        HostWatch.start(host: host)
        // As in every host: writing to a closed pipe is an error instead of the end of the process.
        _ = signal(SIGPIPE, SIG_IGN)
        // A handler's crash is reported by its signal; a worker's core dump would be of no use.
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
                throw WorkerProtocolError("the host's first message is no start")
            }
            let runtime = runtime(language)
            guard await report({ try await runtime.prepare() }) != nil else { HostWatch.end() }

            guard case .configure(let function, let logStreamName) = try channel.nextHostMessage() else {
                throw WorkerProtocolError("the host's second message is no configuration")
            }
            let configuration = GuestConfiguration(
                function: function,
                logStreamName: logStreamName,
                log: InvocationLog(passingTo: { [self] in write($0, to: $1, asRecord: $2) })
            )
            guard let guest = await report({ try await runtime.makeGuest(configuration) }) else {
                HostWatch.end()
            }
            await serve(guest)
        } catch {
            Self.fail("\(error)")
        }
    }

    /// Reports to the host that a step succeeded or failed.
    private func report<Result>(_ body: () async throws -> Result) async -> Result? {
        do {
            let result = try await body()
            send(.ready)
            return result
        } catch {
            send(.unable("\(error)"))
            return nil
        }
    }

    /// Runs the host's calls until one does not end.
    private func serve(_ guest: any Guest) async -> Never {
        let end = await supervise(guest, HostCalls(from: channel)).value()
        if case .abandoned(let usage, _) = end { send(.abandoned(usage)) }
        // The host kills this process.
        while true { try? await Task.sleep(for: .seconds(3600)) }
    }

    private func send(_ message: WorkerMessage) {
        guard let frame = message.frame() else { return }
        if !channel.send(frame) { HostWatch.end() }
    }

    /// Sends the handler's output at once, so that it survives a crash of the process.
    private func write(_ bytes: [UInt8], to stream: LogEntry.Stream, asRecord: Bool) {
        for start in stride(from: 0, to: bytes.count, by: Self.longestWrite) {
            let part = Array(bytes[start..<min(bytes.count, start + Self.longestWrite)])
            send(.log(part, stream, asRecord: asRecord))
        }
    }

    private static func fail(_ problem: String) -> Never {
        let line = Array("brink: worker: \(problem)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
        _exit(2)
    }
}

extension WorkerChannel {
    /// Waits for the host's next message; without a host the process ends.
    fileprivate func nextHostMessage() throws(WorkerProtocolError) -> HostMessage {
        let message = try nextFrame { kind, reader throws(WorkerProtocolError) in
            try HostMessage(kind: kind, &reader)
        }
        guard let message else { HostWatch.end() }
        return message
    }
}

/// The host's calls, read on the guest's thread, so that no hop is between the socket and the handler.
private final class HostCalls: SupervisedCalls {
    private let channel: WorkerChannel

    init(from channel: WorkerChannel) { self.channel = channel }

    func next() -> SupervisedCall? {
        switch try? channel.nextHostMessage() {
        case .load(let limit): SupervisedCall(.load, limit: limit)
        case .invoke(let call, let limit): SupervisedCall(.invoke(call), limit: limit)
        case .start, .configure, nil: HostWatch.end()
        }
    }

    func callEnded(_ completion: CallCompletion, _ usage: Usage) {
        var completion = completion
        completion.usage = usage
        var tooLong = completion
        tooLong.ending = .failed(.tooLong("The result"))
        let frame = WorkerMessage.completion(completion).frame() ?? WorkerMessage.completion(tooLong).frame()
        guard let frame else { return }
        if !channel.send(frame) { HostWatch.end() }
    }
}

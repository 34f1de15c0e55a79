import CloudFrontEvents
import HandlerRuntime
import InterpreterThreads
import Invariants
import Invocations
import Synchronization

/// The host's side of the conversation with one worker.
///
/// Used by one thread at a time, except for ``interrupt()``: by the caller, which sends a call and spins for its
/// completion, or by the guest's thread, which sleeps until the completion arrives.
final class WorkerConversation: @unchecked Sendable {
    /// The time after the deadline at which a worker is killed whose call has not ended.
    static let patience = Duration.milliseconds(50)

    /// The milliseconds between readings of the worker's memory during a call.
    private static let watchPeriod: Int32 = 5

    /// The call that was sent last.
    private struct Call {
        var requestId: String?
        var given = HeaderMap()
        /// The completion of a call that was too long to be sent.
        var refusal: CallCompletion?
        /// The moment of sending, on the timer's clock and on the wall clock.
        var sentAt = DeadlineTimer.nowNanoseconds
        var beganAt = WallClock.epochMilliseconds
        /// The processor time of the worker at that moment, or shortly after.
        var cpuAtBegin: Duration?
    }

    private let worker: WorkerProcess
    private let configuration: GuestConfiguration
    private var memory: ResidentMemory
    private var lastWatched = DeadlineTimer.nowNanoseconds
    private var isOver = false
    private var call = Call()
    /// The moment at which an unfinished call has the worker killed, in nanoseconds of the timer's clock.
    private let killsAt = Atomic(UInt64.max)

    init(_ configuration: GuestConfiguration, with worker: WorkerProcess) {
        self.configuration = configuration
        self.worker = worker
        memory = ResidentMemory(of: worker.id, limit: configuration.function.memoryMB << 20)
    }

    /// Gives the worker to the function.
    func configure() throws(WorkerFailure) {
        let (function, logStreamName) = (configuration.function, configuration.logStreamName)
        try worker.ask(.configure(function, logStreamName: logStreamName), configuration.log)
        memory.begin()
    }

    /// Sends a call.
    func send(_ kind: SupervisedCall.Kind, _ deadline: GuestDeadline) {
        let patience = (deadline.limit + Self.patience).wholeNanoseconds
        killsAt.store(DeadlineTimer.nowNanoseconds + patience, ordering: .relaxed)
        let message: HostMessage
        switch kind {
        case .load:
            call = Call()
            message = .load(limit: deadline.limit)
        case .invoke(let invocation):
            call = Call(requestId: invocation.requestId, given: invocation.event.given)
            message = .invoke(invocation, limit: deadline.limit)
        }
        guard let frame = message.frame() else {
            call.refusal = CallCompletion(.failed(.tooLong("The event")), peakMemoryBytes: 0)
            return
        }
        // If that fails the worker is gone, which the first look for the completion finds.
        _ = worker.channel.send(frame)
    }

    /// Spins for the completion of the call; nil if it takes longer.
    func completionWithoutSleep() -> CallCompletion? { completion(maySleep: false) }

    /// Waits for the completion of the call.
    func completion() -> CallCompletion {
        guard let completion = completion(maySleep: true) else {
            violation("a worker's completion was not waited for")
        }
        return completion
    }

    /// Kills the worker once it has had enough time to interrupt the call itself.
    func interrupt() {
        if DeadlineTimer.nowNanoseconds >= killsAt.load(ordering: .relaxed) { worker.kill(.deadline) }
    }

    /// True if the worker has ended between two calls.
    var isGone: Bool { isOver || worker.hasEnded }

    /// Ends the worker.
    func close() {
        guard !isOver else { return }
        worker.kill(.dismissal)
        _ = worker.end()
        isOver = true
    }
}

// MARK: - Completions

extension WorkerConversation {
    private func completion(maySleep: Bool) -> CallCompletion? {
        if let refusal = call.refusal { return refusal }
        do {
            return try receive(maySleep: maySleep)
        } catch {
            configuration.log.writePlatformLine("[brink] the worker violated the protocol: \(error)")
            worker.kill(.dismissal)
            return end()
        }
    }

    /// Handles messages up to the completion; nil if it would have to sleep for one but may not.
    private func receive(maySleep: Bool) throws(WorkerProtocolError) -> CallCompletion? {
        while true {
            let message = try worker.channel.readFrame { kind, reader throws(WorkerProtocolError) in
                try WorkerMessage(kind: kind, &reader, given: call.given)
            }
            switch message {
            case .completion(let completion):
                worker.readOutputs(configuration.log.write)
                return watchMemory() ? completion : end()
            case .log(let bytes, let stream, let asRecord):
                configuration.log.write(bytes, to: stream, asRecord: asRecord)
            case .abandoned(let usage):
                worker.kill(.deadline)
                var completion = end()
                completion.usage = usage
                return completion
            case .hello, .ready, .unable:
                throw WorkerProtocolError("a message out of turn during a call")
            case nil:
                switch worker.channel.receiveSpinning() {
                case .bytes: break
                case .end: return end()
                case .nothing:
                    guard maySleep else { return nil }
                    guard waitForBytes() else { return end() }
                }
            }
        }
    }

    /// Sleeps until bytes arrive, and checks the worker's memory meanwhile; false if the worker has ended.
    private func waitForBytes() -> Bool {
        if call.cpuAtBegin == nil { call.cpuAtBegin = worker.cpu }
        while true {
            switch worker.wait(milliseconds: Self.watchPeriod, configuration.log.write) {
            case .bytes: return true
            case .end: return false
            case .nothing: if !watchMemory() { return false }
            }
        }
    }

    /// Reads the worker's memory if that is due; false if the worker exceeded its limit and was killed.
    private func watchMemory() -> Bool {
        let now = DeadlineTimer.nowNanoseconds
        guard now - lastWatched >= UInt64(Self.watchPeriod) * 1_000_000 else { return true }
        lastWatched = now
        guard memory.isBeyondLimit() else { return true }
        worker.kill(.memory)
        return false
    }

    /// Waits for the worker's end and reports it as the end of the call.
    private func end() -> CallCompletion {
        let end = worker.end()
        isOver = true
        let ending: CallCompletion.Ending =
            switch end.reason {
            case .deadline: .interrupted
            case .memory: .outOfMemory
            case nil, .dismissal: .exited(.exit(end.exit, requestId: call.requestId))
            }
        let usage = Usage(
            beganAt: call.beganAt,
            wall: .nanoseconds(DeadlineTimer.nowNanoseconds - call.sentAt),
            cpu: call.cpuAtBegin.map { max(.zero, end.cpu - $0) } ?? .zero
        )
        return CallCompletion(ending, peakMemoryBytes: memory.peak, usage: usage)
    }
}

extension HandlerFailure {
    /// Creates the failure of a call whose event or result is too long for a message between processes.
    static func tooLong(_ subject: String) -> HandlerFailure {
        HandlerFailure(
            errorType: "Function.ResponseSizeTooLarge",
            errorMessage: "\(subject) is longer than the \(Frame.longest) bytes of a worker's message"
        )
    }
}

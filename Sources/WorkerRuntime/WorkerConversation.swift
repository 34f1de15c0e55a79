import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// What a host and one of its workers say to each other.
///
/// Used by one thread at a time, but for ``interrupt()``: by the caller that sends a call and waits a moment for its
/// answer, or by the guest's own, which waits for as long as it takes.
final class WorkerConversation: @unchecked Sendable {
    /// How long after the deadline a worker is killed that has not answered.
    static let patience = Duration.milliseconds(50)

    /// How often the worker's memory is read during a call, in milliseconds.
    private static let watchPeriod: Int32 = 5

    /// What there is to know of the call that was sent last.
    private struct Call {
        var requestId: String?
        var given = HeaderMap()
        /// The answer, when there was no way to send it.
        var refusal: GuestAnswer?
        /// When it was sent, on the timer's clock and on everybody's.
        var sentAt = DeadlineTimer.nowNanoseconds
        var beganAt = WallClock.epochMilliseconds
        /// The processor time of the worker by then, or a moment later.
        var cpuAtBegin: Duration?
    }

    private let worker: WorkerProcess
    private let configuration: GuestConfiguration
    private var memory: ResidentMemory
    private var lastWatched = DeadlineTimer.nowNanoseconds
    private var isOver = false
    private var call = Call()
    /// When a worker that has not answered is killed, in nanoseconds of the timer's clock.
    private let killsAt = Atomic(UInt64.max)

    init(_ configuration: GuestConfiguration, with worker: WorkerProcess) {
        self.configuration = configuration
        self.worker = worker
        memory = ResidentMemory(of: worker.id, limit: configuration.function.memoryMB << 20)
    }

    /// Gives the worker to the function.
    func configure() throws(WorkerFailure) {
        try worker.ask(
            .configure(configuration.function, logStreamName: configuration.logStreamName),
            configuration.log
        )
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
            call.refusal = GuestAnswer(.failed(.tooLong("The event")), peakMemoryBytes: 0)
            return
        }
        // Where that fails the worker is gone, which the first look for an answer tells.
        _ = worker.channel.send(frame)
    }

    /// The answer to the call, if it comes before anybody would sleep.
    func soonAnswer() -> GuestAnswer? { answer(mayWait: false) }

    /// The answer to the call.
    func answer() -> GuestAnswer {
        guard let answer = answer(mayWait: true) else { preconditionFailure("a worker was not waited for") }
        return answer
    }

    /// Kills the worker when it has had time enough to interrupt the call itself.
    func interrupt() {
        if DeadlineTimer.nowNanoseconds >= killsAt.load(ordering: .relaxed) { worker.kill(.deadline) }
    }

    /// Whether the worker has ended while nobody had called it.
    var isGone: Bool { isOver || worker.hasEnded }

    /// Ends the worker.
    func close() {
        guard !isOver else { return }
        worker.kill(.dismissal)
        _ = worker.end()
        isOver = true
    }
}

// MARK: - Answers

extension WorkerConversation {
    private func answer(mayWait: Bool) -> GuestAnswer? {
        if let refusal = call.refusal { return refusal }
        do {
            return try receive(mayWait: mayWait)
        } catch {
            configuration.log.writePlatformLine("[brink] the worker does not keep to the protocol: \(error)")
            worker.kill(.dismissal)
            return end()
        }
    }

    /// Takes in what comes, up to the answer.
    private func receive(mayWait: Bool) throws(WorkerProtocolError) -> GuestAnswer? {
        while true {
            let message = try worker.channel.takeFrame { kind, reader throws(WorkerProtocolError) in
                try WorkerMessage(kind: kind, &reader, given: call.given)
            }
            switch message {
            case .answer(let answer):
                worker.readOutputs(configuration.log.write)
                return watchMemory() ? answer : end()
            case .log(let bytes, let stream): configuration.log.write(bytes, to: stream)
            case .abandoned(let took):
                worker.kill(.deadline)
                var answer = end()
                answer.took = took
                return answer
            case .hello, .ready, .unable:
                throw WorkerProtocolError("a call was answered as if it were none")
            case nil:
                switch worker.channel.receiveSoon() {
                case .bytes: break
                case .end: return end()
                case .nothing:
                    guard mayWait else { return nil }
                    guard waitForBytes() else { return end() }
                }
            }
        }
    }

    /// Sleeps until there are bytes; not without looking at the worker's memory now and then.
    ///
    /// - Returns: whether the worker lives.
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

    /// Reads the worker's memory, if that is due, and kills it when it has too much.
    ///
    /// - Returns: whether it lives.
    private func watchMemory() -> Bool {
        let now = DeadlineTimer.nowNanoseconds
        guard now - lastWatched >= UInt64(Self.watchPeriod) * 1_000_000 else { return true }
        lastWatched = now
        guard memory.isBeyondLimit() else { return true }
        worker.kill(.memory)
        return false
    }

    /// Takes note of the worker's end, and tells of it as of the handler's.
    private func end() -> GuestAnswer {
        let end = worker.end()
        isOver = true
        let ending: GuestAnswer.Ending =
            switch end.reason {
            case .deadline: .interrupted
            case .memory: .outOfMemory
            case nil, .dismissal: .exited(.exit(end.exit, requestId: call.requestId))
            }
        let took = Usage(
            beganAt: call.beganAt,
            wall: .nanoseconds(DeadlineTimer.nowNanoseconds - call.sentAt),
            cpu: call.cpuAtBegin.map { max(.zero, end.cpu - $0) } ?? .zero
        )
        return GuestAnswer(ending, peakMemoryBytes: memory.peak, took: took)
    }
}

extension HandlerFailure {
    /// The failure of a call whose event or answer is longer than what goes between two processes.
    static func tooLong(_ what: String) -> HandlerFailure {
        HandlerFailure(
            errorType: "Function.ResponseSizeTooLarge",
            errorMessage: "\(what) is longer than the \(Frame.longest) bytes that a worker takes"
        )
    }
}

import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// A function's environment in a process of its own.
///
/// The worker holds its calls to their time itself, as the host does in process, and its answers say what they took.
/// The guest is there for what the worker cannot do: it watches its memory, and kills it when a call is not over a
/// while after its deadline.
actor WorkerGuest: Guest {
    /// How long after the deadline a worker is killed that has not answered.
    static let patience = Duration.milliseconds(50)

    /// How often the worker's memory is read during a call, in milliseconds.
    private static let watchPeriod: Int32 = 5

    nonisolated let thread: InterpreterThread
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private nonisolated let worker: WorkerProcess
    private let configuration: GuestConfiguration
    private var memory: ResidentMemory
    private var lastWatched = DeadlineTimer.nowNanoseconds
    private var isOver = false
    /// When a worker that has not answered is killed, in nanoseconds of the timer's clock.
    private nonisolated let killsAt = Atomic(UInt64.max)

    /// Makes a guest of a worker, which is from now on its own.
    init(_ configuration: GuestConfiguration, on started: StartedWorker) {
        self.configuration = configuration
        self.thread = started.thread
        self.worker = started.worker
        memory = ResidentMemory(of: worker.id, limit: configuration.function.memoryMB << 20)
    }

    /// Gives the worker to the function.
    ///
    /// - Throws: `RuntimeStartError` when it does not take it; it is gone then.
    func configure() throws(RuntimeStartError) {
        do {
            try worker.ask(
                .configure(configuration.function, logStreamName: configuration.logStreamName),
                configuration.log
            )
        } catch {
            close()
            throw error
        }
        memory.begin()
    }

    func load(deadline: GuestDeadline) -> GuestAnswer {
        call(.load(limit: deadline.limit), deadline, requestId: nil, given: HeaderMap())
    }

    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> GuestAnswer {
        self.call(
            .invoke(call, limit: deadline.limit),
            deadline,
            requestId: call.requestId,
            given: call.event.given
        )
    }

    /// Kills the worker when it has had time enough to interrupt the call itself.
    nonisolated func interrupt() {
        if DeadlineTimer.nowNanoseconds >= killsAt.load(ordering: .relaxed) { worker.kill(.deadline) }
    }

    /// A killed process takes its time to give its memory back.
    nonisolated var grace: Duration { Self.patience + .milliseconds(30) }

    func close() {
        if !isOver {
            worker.kill(.dismissal)
            _ = worker.end()
            isOver = true
        }
        thread.stop()
    }
}

// MARK: - Calls

extension WorkerGuest {
    private func call(
        _ message: HostMessage,
        _ deadline: GuestDeadline,
        requestId: String?,
        given: HeaderMap
    ) -> GuestAnswer {
        let patience = (deadline.limit + Self.patience).wholeNanoseconds
        killsAt.store(DeadlineTimer.nowNanoseconds + patience, ordering: .relaxed)
        guard let frame = message.frame() else {
            return GuestAnswer(.failed(.tooLong("The event")), peakMemoryBytes: 0)
        }
        // Where that fails the worker is gone, which the first look tells.
        _ = worker.channel.send(frame)
        do {
            return try answer(requestId: requestId, given: given)
        } catch {
            configuration.log.writePlatformLine("[brink] the worker does not keep to the protocol: \(error)")
            worker.kill(.dismissal)
            return end(requestId: requestId)
        }
    }

    /// Waits for the answer, and takes in what comes before it.
    private func answer(requestId: String?, given: HeaderMap) throws(WorkerProtocolError) -> GuestAnswer {
        while true {
            let message = try worker.channel.takeFrame { kind, reader throws(WorkerProtocolError) in
                try WorkerMessage(kind: kind, &reader, given: given)
            }
            switch message {
            case .answer(let answer):
                worker.readOutputs(configuration.log.write)
                return watchMemory() ? answer : end(requestId: requestId)
            case .log(let bytes, let stream): configuration.log.write(bytes, to: stream)
            case .abandoned(let took):
                worker.kill(.deadline)
                var answer = end(requestId: requestId)
                answer.took = took
                return answer
            case .hello, .ready, .unable:
                throw WorkerProtocolError("a call was answered as if it were none")
            case nil:
                guard waitForBytes() else { return end(requestId: requestId) }
            }
        }
    }

    /// Waits for bytes; not without looking at the worker's memory now and then.
    ///
    /// - Returns: whether the worker lives.
    private func waitForBytes() -> Bool {
        var arrival = worker.channel.receive()
        if arrival == .nothing {
            let channel = worker.channel
            _ = Spinning.wait {
                arrival = channel.receive()
                return arrival != .nothing
            }
        }
        guard arrival == .nothing else { return arrival == .bytes }
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
    private func end(requestId: String?) -> GuestAnswer {
        let end = worker.end()
        isOver = true
        let ending: GuestAnswer.Ending =
            switch end.reason {
            case .deadline: .interrupted
            case .memory: .outOfMemory
            // A library that gets no memory gives up in a way of its own.
            case nil where memory.wasBeyondLimit(peakResidentBytes: end.peakResidentBytes): .outOfMemory
            case nil, .dismissal: .exited(.exit(end.exit, requestId: requestId))
            }
        return GuestAnswer(ending, peakMemoryBytes: memory.growth(to: end.peakResidentBytes))
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

import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// One execution environment of a function: started when it is first needed, used by one invocation at a time,
/// and started anew after a timeout or a crash, as on the platform (spec 5.8).
final class FunctionInstance: Sendable {
    private let function: PreparedFunction
    private let runtime: any LanguageRuntime
    private let judge: Judge?
    private let initLimit: Duration
    private let turns = Turns()
    private let environment = Mutex(Environment())

    /// What lives from one invocation to the next.
    ///
    /// Only the invocation whose turn it is changes it.
    private struct Environment {
        var guest: (any Guest)?
        var log = InvocationLog()
        var hasToldVersions = false
        var ids = RequestIdSource()
        var lastTook = Duration.seconds(1)
    }

    init(
        of function: PreparedFunction,
        in runtime: any LanguageRuntime,
        judge: Judge?,
        initLimit: Duration
    ) {
        self.function = function
        self.runtime = runtime
        self.judge = judge
        self.initLimit = initLimit
    }

    deinit {
        if let guest = environment.withLock(\.guest) { closeLater(guest) }
    }

    /// Invokes the handler with each event in turn, on a new environment if there is none or a cold start is
    /// asked for.
    func invoke(_ events: [InvocationEvent], start: InstanceStart) async throws -> [InvocationOutcome] {
        try await turns.take {
            var outcomes: [InvocationOutcome] = []
            while outcomes.count < events.count {
                if start == .cold { await reset() }
                let rest = start == .cold ? events[outcomes.count...].prefix(1) : events[outcomes.count...]
                let ended = try await invokeUntilEnd(rest)
                if outcomes.isEmpty { outcomes = ended } else { outcomes += ended }
            }
            return outcomes
        }
    }

    /// Invokes the handler on one environment, as often as that lives.
    private func invokeUntilEnd(_ events: ArraySlice<InvocationEvent>) async throws -> [InvocationOutcome] {
        var record = InvocationRecord(of: function, id: environment.withLock { $0.ids.next() })
        record.isolation = runtime.isolation
        let guest: any Guest
        switch try await readyGuest(for: &record) {
        case .success(let ready): guest = ready
        case .failure(let ending):
            record.keep(log.take())
            return [record.outcome(of: ending)]
        }
        let (ids, lastTook) = environment.withLock { environment in
            (events.dropFirst().map { _ in environment.ids.next() }, environment.lastTook)
        }
        let batch = InvocationBatch(
            events,
            first: record,
            ids: ids,
            .init(function: function, judge: judge, log: log, isolation: runtime.isolation)
        )
        let isQuick = lastTook < .nanoseconds(Spinning.limit)
        let calls: Handover<SupervisionEnd>
        if isQuick, events.count == 1, let remote = guest as? any RemoteGuest {
            calls = superviseHere(remote, batch)
        } else {
            calls = supervise(guest, batch)
            if isQuick { batch.help { calls.isThere } }
        }
        let end = await calls.value()
        let (outcomes, environmentLives) = batch.finish(end)
        environment.withLock { environment in
            environment.lastTook = outcomes.last?.report.duration ?? .seconds(1)
            if !environmentLives { environment.guest = nil }
        }
        switch end {
        case .done where !environmentLives: await HandlerRuntime.close(guest)
        case .abandoned: environment.withLock { $0.guest = nil }
        case .done, .threadIsStuck: break
        }
        return outcomes
    }

    /// Lets go of the environment once the invocation that uses it is over.
    func close() async {
        await turns.take { await reset() }
    }

    private var log: InvocationLog { environment.withLock(\.log) }

    private func reset() async {
        let guest = environment.withLock { environment in
            defer { environment.guest = nil }
            return environment.guest
        }
        if let guest { await HandlerRuntime.close(guest) }
    }
}

// MARK: - The init phase

extension FunctionInstance {
    /// Finds the warm guest, or starts one: the init phase.
    ///
    /// When the phase takes too long it is tried again inside the invocation, under the function's own timeout.
    /// Source: `CL:lambda-runtime-environment`.
    private func readyGuest(
        for record: inout InvocationRecord
    ) async throws -> Result<any Guest, InvocationEnding> {
        if let warm = environment.withLock(\.guest) { return .success(warm) }
        record.isColdStart = true
        if let failure = function.loadFailure {
            return .failure(failedInit(.failed(failure), for: record))
        }
        let first = try await startGuest(limit: initLimit, for: &record)
        guard case .failure(.timedOut) = first else { return first.mapError { failedInit($0, for: record) } }
        _ = failedInit(.timedOut, for: record)
        record.keep(log.take())
        record.beginInvoking(at: WallClock.epochMilliseconds)
        let second = try await startGuest(limit: record.remaining, for: &record)
        record.countAgainstTimeout(record.initDuration)
        return second
    }

    /// Starts an environment and loads the handler's module in it.
    private func startGuest(
        limit: Duration,
        for record: inout InvocationRecord
    ) async throws -> Result<any Guest, InvocationEnding> {
        let log = InvocationLog()
        let mustTellVersions = environment.withLock { environment in
            record.keep(environment.log.take())
            environment.log = log
            defer { environment.hasToldVersions = true }
            return !environment.hasToldVersions
        }
        if mustTellVersions, let notice = versionNotice { log.writePlatformLine(notice) }

        let begin = ContinuousClock.now
        let guest: any Guest
        do {
            guest = try await runtime.makeGuest(
                GuestConfiguration(
                    function: function.configuration,
                    logStreamName: record.logStreamName,
                    log: log
                )
            )
        } catch is InterpreterStuckError {
            return .failure(.failed(.interpreterIsStuck))
        }
        let phase = InitPhase(limit: limit)
        let end = await supervise(guest, phase).value()
        record.initDuration = ContinuousClock.now - begin
        let ending: InvocationEnding
        switch end {
        case .threadIsStuck:
            ending = .failed(.interpreterIsStuck)
            closeLater(guest)
        case .abandoned: ending = .timedOut
        case .done:
            guard let (answer, took) = phase.answer else { preconditionFailure("a load without an answer") }
            record.add(took, peakMemoryBytes: answer.peakMemoryBytes)
            ending = InvocationEnding(answer.ending, requestId: record.requestId)
            if case .answered = ending {} else { await HandlerRuntime.close(guest) }
        }
        record.forgetUsage()
        guard case .answered = ending else { return .failure(ending) }
        environment.withLock { $0.guest = guest }
        return .success(guest)
    }

    /// Writes what the platform says about an init phase that did not end well.
    private func failedInit(_ ending: InvocationEnding, for record: InvocationRecord) -> InvocationEnding {
        log.writePlatformLine(
            PlatformLines.initReport(duration: record.initDuration ?? .zero, ending.status)
        )
        return ending
    }

    private var versionNotice: String? {
        let declared = function.configuration.runtime
        let embedded = RuntimeIdentifier(embedded: runtime)
        guard declared != embedded else { return nil }
        let interpreter = runtime.language == .node ? "Node.js" : "Python"
        return "[brink] the function declares \(declared); it runs on \(interpreter) "
            + "\(runtime.embeddedVersion), by the rules of \(declared)"
    }
}

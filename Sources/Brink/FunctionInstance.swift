import HandlerRuntime
import Synchronization

/// One execution environment of a function: started when it is first needed, used by one invocation at a time,
/// and started anew after a timeout or a crash, as on the platform (spec 5.8).
final class FunctionInstance: Sendable {
    private let function: PreparedFunction
    private let runtime: any LanguageRuntime
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
    }

    init(of function: PreparedFunction, in runtime: any LanguageRuntime, initLimit: Duration) {
        self.function = function
        self.runtime = runtime
        self.initLimit = initLimit
    }

    deinit {
        if let guest = environment.withLock(\.guest) { closeLater(guest) }
    }

    /// Invokes the handler, on a new environment if there is none or a cold start is asked for.
    func invoke(_ event: GuestEvent, start: InstanceStart) async throws -> InvocationOutcome {
        try await turns.take {
            if start == .cold { await reset() }
            var record = InvocationRecord(of: function.configuration)
            let guest: any Guest
            switch try await readyGuest(for: &record) {
            case .success(let ready): guest = ready
            case .failure(let ending): return record.outcome(of: ending, log: log)
            }
            let call = (requestId: record.requestId, traceId: record.traceId)
            let answer = await supervise(guest, limit: record.remaining) { guest, deadline in
                guest.invoke(
                    GuestCall(
                        requestId: call.requestId,
                        event: event,
                        deadline: deadline,
                        traceId: call.traceId
                    )
                )
            }
            let ending = await settle(answer, of: guest, for: &record)
            return record.outcome(of: ending, log: log)
        }
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
        if let warm = environment.withLock(\.guest) {
            log.writePlatformLine(record.startLine)
            return .success(warm)
        }
        record.isColdStart = true
        if let failure = function.loadFailure {
            return .failure(failedInit(.failed(failure), for: record))
        }
        let first = try await startGuest(limit: initLimit, for: &record)
        guard case .failure(.timedOut) = first else {
            if case .success = first { log.writePlatformLine(record.startLine) }
            return first.mapError { failedInit($0, for: record) }
        }
        _ = failedInit(.timedOut, for: record)
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
        let answer = await supervise(guest, limit: limit) { guest, deadline in guest.load(deadline: deadline)
        }
        let ending = await settle(answer, of: guest, for: &record)
        record.initDuration = ContinuousClock.now - begin
        record.forgetUsage()
        guard case .answered = ending else {
            if ending.environmentLives { await HandlerRuntime.close(guest) }
            return .failure(ending)
        }
        environment.withLock { $0.guest = guest }
        return .success(guest)
    }

    /// Writes what the platform says about an init phase that did not end well.
    private func failedInit(_ ending: InvocationEnding, for record: InvocationRecord) -> InvocationEnding {
        log.writePlatformLine(
            PlatformLines.initReport(duration: record.initDuration ?? .zero, ending.status)
        )
        log.writePlatformLine(record.startLine)
        return ending
    }

    /// Takes the usage out of an answer, and closes a guest that cannot be used again.
    private func settle(
        _ answer: SupervisedAnswer,
        of guest: any Guest,
        for record: inout InvocationRecord
    ) async -> InvocationEnding {
        let ending: InvocationEnding
        switch answer {
        case .answered(let answer, let took):
            record.add(took, peakMemoryBytes: answer.peakMemoryBytes)
            ending = InvocationEnding(answer.ending, requestId: record.requestId)
        case .abandoned(let took):
            record.add(took, peakMemoryBytes: 0)
            environment.withLock { $0.guest = nil }
            return .timedOut
        case .threadIsStuck:
            return .failed(.interpreterIsStuck)
        }
        if !ending.environmentLives {
            environment.withLock { $0.guest = nil }
            await HandlerRuntime.close(guest)
        }
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

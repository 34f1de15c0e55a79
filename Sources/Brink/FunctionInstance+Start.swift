import HandlerRuntime
import Synchronization

extension FunctionInstance {
    /// Finds the warm guest, or starts one: the init phase.
    ///
    /// When the phase takes too long it is tried again inside the invocation, under the function's own timeout.
    /// Source: `CL:lambda-runtime-environment`.
    func readyGuest(
        in runtime: any LanguageRuntime,
        for record: inout InvocationRecord
    ) async throws -> Result<StartedGuest, InvocationEnding> {
        if let started {
            record.logStreamName = started.logStreamName
            // It was started ahead of this invocation, which is still the first.
            if let initDuration = takeUnreportedInit() {
                record.isColdStart = true
                record.initDuration = initDuration
            }
            return .success(started)
        }
        record.isColdStart = true
        let result = try await coldStart(in: runtime, for: &record)
        let counts = function.setting.counts
        counts.coldStarts.add(1, ordering: .relaxed)
        switch result {
        case .success(let started): keep(started)
        case .failure: counts.retired.add(1, ordering: .relaxed)
        }
        return result
    }

    private func coldStart(
        in runtime: any LanguageRuntime,
        for record: inout InvocationRecord
    ) async throws -> Result<StartedGuest, InvocationEnding> {
        record.isolation = runtime.isolation
        if let failure = function.prepared.loadFailure {
            return .failure(failedInit(.failed(failure), for: record))
        }
        let first = try await startOrFallBack(from: runtime, limit: function.setting.initLimit, for: &record)
        guard case .failure(.timedOut) = first else { return first.mapError { failedInit($0, for: record) } }
        _ = failedInit(.timedOut, for: record)
        record.keep(log.take())
        record.beginInvoking(at: WallClock.epochMilliseconds)
        let second = try await startOrFallBack(from: runtime, limit: record.remaining, for: &record)
        record.countAgainstTimeout(record.initDuration)
        return second
    }

    /// Starts an environment, in the function's fallback when the interpreter is stuck.
    private func startOrFallBack(
        from runtime: any LanguageRuntime,
        limit: Duration,
        for record: inout InvocationRecord
    ) async throws -> Result<StartedGuest, InvocationEnding> {
        if let result = try await start(in: runtime, limit: limit, for: &record) { return result }
        if let fallback = function.fallback(of: runtime),
            let result = try await start(in: fallback, limit: limit, for: &record)
        {
            return result
        }
        return .failure(.failed(.interpreterIsStuck))
    }

    /// Starts an environment and loads the handler's module in it.
    ///
    /// - Returns: nil when the interpreter is stuck.
    private func start(
        in runtime: any LanguageRuntime,
        limit: Duration,
        for record: inout InvocationRecord
    ) async throws -> Result<StartedGuest, InvocationEnding>? {
        let log = InvocationLog()
        record.keep(begin(log))
        record.isolation = runtime.isolation
        record.logStreamName = record.ownLogStreamName
        if let notice = function.takeVersionNotice() { log.writePlatformLine(notice) }
        if runtime.isolation != function.runtime.isolation {
            log.writePlatformLine(Self.fallbackNotice(runtime.isolation))
        }
        let configuration = GuestConfiguration(
            function: function.prepared.configuration,
            logStreamName: record.logStreamName,
            log: log
        )
        guard let (guest, begin) = try await makeGuest(configuration, in: runtime) else { return nil }
        let phase = InitPhase(limit: limit)
        let end = await supervise(guest, phase).value()
        record.initDuration = ContinuousClock.now - begin
        let ending: InvocationEnding
        switch end {
        case .threadIsStuck:
            closeLater(guest)
            return nil
        case .abandoned(_, let comeback):
            countAsStuck(until: comeback)
            ending = .timedOut
        case .done:
            guard let (answer, took) = phase.answer else { preconditionFailure("a load without an answer") }
            record.add(took, peakMemoryBytes: answer.peakMemoryBytes)
            ending = InvocationEnding(answer.ending, requestId: record.requestId)
            if case .answered = ending {} else { await HandlerRuntime.close(guest) }
        }
        record.forgetUsage()
        guard case .answered = ending else { return .failure(ending) }
        return .success(
            StartedGuest(guest: guest, isolation: runtime.isolation, logStreamName: record.logStreamName)
        )
    }

    /// Makes a guest when it is its turn.
    ///
    /// - Returns: the guest, and when it was begun; nil when the interpreter is stuck.
    private func makeGuest(
        _ configuration: GuestConfiguration,
        in runtime: any LanguageRuntime
    ) async throws -> (any Guest, begin: ContinuousClock.Instant)? {
        let counts = function.setting.counts
        counts.starting.add(1, ordering: .relaxed)
        defer { counts.starting.subtract(1, ordering: .relaxed) }
        // A guest that waits for the only interpreter there is would keep others from their turns meanwhile.
        guard runtime.runsGuestsAtOnce else { return try await runtime.guest(of: configuration) }
        return try await function.setting.starts.take { try await runtime.guest(of: configuration) }
    }

    /// Writes what the platform says about an init phase that did not end well.
    private func failedInit(_ ending: InvocationEnding, for record: InvocationRecord) -> InvocationEnding {
        log.writePlatformLine(
            PlatformLines.initReport(duration: record.initDuration ?? .zero, ending.status)
        )
        return ending
    }

    private static func fallbackNotice(_ isolation: Isolation) -> String {
        "[brink] the interpreter in this process is held by an invocation that timed out; "
            + "this instance is a \(isolation.rawValue)"
    }
}

extension LanguageRuntime {
    /// Makes a guest.
    ///
    /// - Returns: the guest, and when it was begun; nil when the interpreter is stuck.
    fileprivate func guest(
        of configuration: GuestConfiguration
    ) async throws -> sending (any Guest, begin: ContinuousClock.Instant)? {
        let begin = ContinuousClock.now
        do {
            return (try await makeGuest(configuration), begin)
        } catch is InterpreterStuckError {
            return nil
        }
    }
}

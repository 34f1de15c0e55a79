import HandlerRuntime
import InterpreterThreads
import Invariants
import Invocations
import Synchronization

extension FunctionInstance {
    /// The result of a start.
    enum Start {
        case started(StartedGuest)
        case failed(CallCompletion.Ending)
    }

    /// Returns the warm guest, or starts one: the init phase.
    ///
    /// An init phase that passes its limit is repeated inside the invocation, under the function's timeout.
    /// Source: `CL:lambda-runtime-environment`.
    func readyGuest(in runtime: any LanguageRuntime, for record: inout InvocationRecord) async throws -> Start
    {
        if let started {
            record.logStreamName = started.logStreamName
            // It was warmed up, and this is its first invocation.
            if let initDuration = environment.withLock({ $0.unreportedInit.take() }) {
                record.isColdStart = true
                record.initDuration = initDuration
            }
            return .started(started)
        }
        record.isColdStart = true
        let start = try await coldStart(in: runtime, for: &record)
        let counts = function.setting.counts
        counts.coldStarts.add(1, ordering: .relaxed)
        switch start {
        case .started(let started): environment.withLock { $0.started = started }
        case .failed: counts.retired.add(1, ordering: .relaxed)
        }
        return start
    }

    private func coldStart(
        in runtime: any LanguageRuntime,
        for record: inout InvocationRecord
    ) async throws -> Start {
        record.isolation = runtime.isolation
        if let failure = function.prepared.loadFailure {
            return reported(.failed(.failed(failure)), for: record)
        }
        var first = try await startOrFallBack(from: runtime, limit: function.setting.initLimit, for: &record)
        if try await hasSuppliedSDK(after: first) {
            first = try await startOrFallBack(from: runtime, limit: function.setting.initLimit, for: &record)
        }
        guard case .failed(.interrupted) = reported(first, for: record) else { return first }
        record.add(log.drain())
        record.begin(at: WallClock.epochMilliseconds)
        let second = try await startOrFallBack(from: runtime, limit: record.remaining, for: &record)
        record.usedByInit += record.initDuration ?? .zero
        return second
    }

    /// Installs what the platform's Python contains if that is why a start failed; returns true to start again.
    private func hasSuppliedSDK(after start: Start) async throws -> Bool {
        guard function.runtime.language == .python, case .failed(.failed(let failure)) = start,
            let (isInstalled, notice) = try await PythonPackages().supplySDK(for: failure)
        else { return false }
        if isInstalled {
            // The failed start is not the function's: only Brink's own lines stay.
            let lines = log.drain().filter { $0.stream == .platform }
            for line in lines { log.writePlatformLine(line.message) }
        }
        log.writePlatformLine(notice)
        return isInstalled
    }

    /// Starts an environment, in the function's fallback when the interpreter is stuck.
    private func startOrFallBack(
        from runtime: any LanguageRuntime,
        limit: Duration,
        for record: inout InvocationRecord
    ) async throws -> Start {
        if let start = try await start(in: runtime, limit: limit, for: &record) { return start }
        if let fallback = function.fallback(of: runtime),
            let start = try await start(in: fallback, limit: limit, for: &record)
        {
            return start
        }
        return .failed(.failed(.interpreterIsStuck))
    }

    /// Starts an environment and loads the handler's module in it; nil when the interpreter is stuck.
    private func start(
        in runtime: any LanguageRuntime,
        limit: Duration,
        for record: inout InvocationRecord
    ) async throws -> Start? {
        let log = InvocationLog()
        record.add(begin(log))
        record.isolation = runtime.isolation
        record.logStreamName = record.ownLogStreamName
        if let notice = function.claimVersionNotice() { log.writePlatformLine(notice) }
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
        let ending: CallCompletion.Ending
        switch end {
        case .threadIsStuck:
            guest.closeLater()
            return nil
        case .abandoned(_, let closed):
            countAsStuck(until: closed)
            ending = .interrupted
        case .done:
            guard let (completion, usage) = phase.result else {
                violation("the load of a module ended without a completion")
            }
            record.add(usage, peakMemoryBytes: completion.peakMemoryBytes)
            ending = completion.ending
        }
        // The init phase is not counted as the invocation's time, as on the platform.
        record.usage = Usage()
        if case .completed = ending {
            return .started(
                StartedGuest(guest: guest, isolation: runtime.isolation, logStreamName: record.logStreamName)
            )
        }
        if case .done = end { await guest.closeOnThread() }
        return .failed(ending)
    }

    /// Makes a guest once a start is free; nil when the interpreter is stuck.
    private func makeGuest(
        _ configuration: GuestConfiguration,
        in runtime: any LanguageRuntime
    ) async throws -> (any Guest, begin: ContinuousClock.Instant)? {
        let counts = function.setting.counts
        counts.starting.add(1, ordering: .relaxed)
        defer { counts.starting.subtract(1, ordering: .relaxed) }
        // A guest that waits for the only interpreter would hold up other starts meanwhile.
        guard runtime.runsGuestsAtOnce else { return try await runtime.guest(of: configuration) }
        return try await function.setting.starts.run { try await runtime.guest(of: configuration) }
    }

    /// Writes the platform's line about an init phase that failed.
    private func reported(_ start: Start, for record: InvocationRecord) -> Start {
        if case .failed(let ending) = start {
            log.writePlatformLine(
                PlatformLines.initReport(duration: record.initDuration ?? .zero, record.status(of: ending))
            )
        }
        return start
    }

    private static func fallbackNotice(_ isolation: Isolation) -> String {
        "[brink] the interpreter in this process is held by an invocation that timed out; "
            + "this instance is a \(isolation.rawValue)"
    }
}

extension LanguageRuntime {
    /// Makes a guest; nil when the interpreter is stuck.
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

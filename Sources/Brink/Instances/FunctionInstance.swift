import HandlerRuntime
import InterpreterThreads
import Invocations
import Synchronization

/// One execution environment of a function.
///
/// The first invocation starts it; a batch that goes on after a timeout or a crash starts it again, as on the platform
/// (docs/platform.md, "Life cycle"). It is lent to one caller at a time, so it has no queue.
package final class FunctionInstance: Sendable {
    package let function: HostedFunction
    let environment = Mutex(Environment())

    /// State that lives from one invocation to the next.
    struct Environment {
        var started: StartedGuest?
        var log = InvocationLog()
        var ids = RequestIdSource()
        var lastTook = Duration.seconds(1)
        /// The duration of an init phase that no invocation has reported yet.
        var unreportedInit: Duration?
    }

    /// A guest that has loaded its function.
    struct StartedGuest {
        let guest: any Guest
        /// The guest's isolation, which can differ from that of the function's other guests.
        let isolation: Isolation
        let logStreamName: String
    }

    private enum Readiness {
        case ready(any Guest, InvocationRecord, InvocationContext)
        case failed(InvocationOutcome)
    }

    init(of function: HostedFunction) {
        self.function = function
    }

    deinit {
        if let started { started.guest.closeLater() }
    }

    /// True if the next invocation is warm.
    var isWarm: Bool { environment.withLock { $0.started != nil } }

    /// Invokes the handler, in a new environment if there is none or `start` asks for one.
    func invoke(_ event: InvocationEvent, start: InstanceStart) async throws -> InvocationOutcome {
        if start == .cold { await close() }
        return try await invoke(event, in: function.runtime)
    }

    /// Invokes the handler with each event in turn.
    func invoke(_ events: [InvocationEvent], start: InstanceStart) async throws -> [InvocationOutcome] {
        var outcomes: [InvocationOutcome] = []
        while outcomes.count < events.count {
            let rest = events[outcomes.count...]
            if start == .cold || rest.count == 1 {
                outcomes.append(try await invoke(events[outcomes.count], start: start))
            } else {
                let ended = try await invokeUntilEnd(rest, in: function.runtime)
                if outcomes.isEmpty { outcomes = ended } else { outcomes += ended }
            }
        }
        return outcomes
    }

    /// Starts an environment, if there is none, before the first invocation, which then reports the init phase.
    ///
    /// - Returns: the reason why the function cannot start, if it cannot.
    func warmUp() async throws -> HandlerFailure? {
        guard !isWarm else { return nil }
        var record = nextRecord()
        switch try await readyGuest(in: function.runtime, for: &record) {
        case .started:
            let initDuration = record.initDuration
            environment.withLock { $0.unreportedInit = initDuration }
            return nil
        case .failed(let ending):
            return record.outcome(of: ending).failure
        }
    }

    /// Closes the environment; does not wait for one that is stuck.
    func close() async {
        await removeGuest()?.closeOnThread()
    }

    private func invoke(
        _ event: InvocationEvent,
        in runtime: any LanguageRuntime
    ) async throws -> InvocationOutcome {
        switch try await prepare(in: runtime) {
        case .failed(let outcome): return outcome
        case .ready(let guest, let record, let context):
            let invocation = SingleInvocation(with: event, record, in: context)
            let end = await supervised(guest, invocation)
            if let fallback = fallback(after: end, in: runtime) {
                return try await invoke(event, in: fallback)
            }
            let (outcome, environmentLives) = invocation.finish(end)
            await settle(end, environmentLives: environmentLives, took: outcome.report.duration)
            return outcome
        }
    }

    /// Invokes the handler with each event until the environment ends.
    private func invokeUntilEnd(
        _ events: ArraySlice<InvocationEvent>,
        in runtime: any LanguageRuntime
    ) async throws -> [InvocationOutcome] {
        switch try await prepare(in: runtime) {
        case .failed(let outcome): return [outcome]
        case .ready(let guest, let record, let context):
            let ids = environment.withLock { environment in
                events.dropFirst().map { _ in environment.ids.next() }
            }
            let batch = InvocationBatch(with: events, record, ids: ids, in: context)
            let calls = supervise(guest, batch)
            if isQuick { batch.help { calls.isFull } }
            let end = await calls.value()
            if let fallback = fallback(after: end, in: runtime) {
                return try await invokeUntilEnd(events, in: fallback)
            }
            let (outcomes, environmentLives) = batch.finish(end)
            await settle(end, environmentLives: environmentLives, took: outcomes.last?.report.duration)
            return outcomes
        }
    }

    private func prepare(in runtime: any LanguageRuntime) async throws -> Readiness {
        // An environment that ended after its last use is not this invocation's failure.
        if let started, started.guest.isGone { await close() }
        var record = nextRecord()
        switch try await readyGuest(in: runtime, for: &record) {
        case .started(let started):
            let context = InvocationContext(
                function: function.prepared,
                judge: function.setting.judge,
                log: log,
                isolation: started.isolation,
                logStreamName: started.logStreamName
            )
            return .ready(started.guest, record, context)
        case .failed(let ending):
            record.add(log.drain())
            return .failed(record.outcome(of: ending))
        }
    }

    private func nextRecord() -> InvocationRecord {
        InvocationRecord(of: function.prepared, id: environment.withLock { $0.ids.next() })
    }

    /// True if the last invocation was short enough to spin for the next one.
    private var isQuick: Bool { environment.withLock { $0.lastTook < .nanoseconds(Spinning.limit) } }

    private func supervised(_ guest: any Guest, _ invocation: SingleInvocation) async -> SupervisionEnd {
        let isQuick = isQuick
        if isQuick, let remote = guest as? any RemoteGuest {
            return await superviseHere(remote, invocation).value()
        }
        let call = supervise(guest, invocation)
        if isQuick { _ = Spinning.wait { call.isFull } }
        return await call.value()
    }

    /// The runtime to repeat calls in whose thread was stuck, if there is one.
    private func fallback(
        after end: SupervisionEnd,
        in runtime: any LanguageRuntime
    ) -> (any LanguageRuntime)? {
        guard case .threadIsStuck = end, let fallback = function.fallback(of: runtime) else { return nil }
        if let guest = removeGuest() { guest.closeLater() }
        return fallback
    }

    /// Closes the environment after its calls ended, unless it can be used again.
    private func settle(_ end: SupervisionEnd, environmentLives: Bool, took: Duration?) async {
        environment.withLock { $0.lastTook = took ?? .seconds(1) }
        switch end {
        case .done where !environmentLives: await close()
        case .abandoned(_, let closed):
            _ = removeGuest()
            countAsStuck(until: closed)
        case .done, .threadIsStuck: break
        }
    }

    /// Removes the guest, which nothing invokes again.
    private func removeGuest() -> (any Guest)? {
        let guest = environment.withLock { environment in
            defer { environment.started = nil }
            return environment.started?.guest
        }
        if guest != nil { function.setting.counts.retired.add(1, ordering: .relaxed) }
        return guest
    }
}

// MARK: - For the init phase

extension FunctionInstance {
    /// The guest, if it was started.
    var started: StartedGuest? { environment.withLock(\.started) }

    /// The log that the environment writes to.
    var log: InvocationLog { environment.withLock(\.log) }

    /// Begins a log, and returns the lines that are left in the one before.
    func begin(_ log: InvocationLog) -> [LogEntry] {
        environment.withLock { environment in
            defer { environment.log = log }
            return environment.log.drain()
        }
    }

    /// Counts an abandoned call as stuck while it holds its thread.
    func countAsStuck(until closed: Handover<Void>) {
        let counts = function.setting.counts
        counts.stuck.add(1, ordering: .relaxed)
        Task {
            await closed.value()
            counts.stuck.subtract(1, ordering: .relaxed)
        }
    }
}

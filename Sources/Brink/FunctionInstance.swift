import HandlerRuntime
import Synchronization

/// One execution environment of a function: started by the first invocation that it is lent to, and anew within a batch
/// that goes on after a timeout or a crash, as on the platform (spec 5.8).
///
/// It is lent to one invocation at a time, so it has no line of its own.
final class FunctionInstance: Sendable {
    let function: HostedFunction
    private let environment = Mutex(Environment())

    /// What lives from one invocation to the next.
    private struct Environment {
        var started: StartedGuest?
        var log = InvocationLog()
        var ids = RequestIdSource()
        var lastTook = Duration.seconds(1)
        /// How long an init phase took that no invocation has told of yet.
        var unreportedInit: Duration?
    }

    /// A guest that has loaded its function.
    struct StartedGuest {
        let guest: any Guest
        /// Where it lives, which need not be where the function's other guests do.
        let isolation: Isolation
        /// The log stream that it was told of.
        let logStreamName: String
    }

    init(of function: HostedFunction) {
        self.function = function
    }

    deinit {
        if let started { closeLater(started.guest) }
    }

    /// Whether the next invocation finds it warm.
    var isWarm: Bool { environment.withLock { $0.started != nil } }

    /// Invokes the handler with each event in turn, on a new environment if there is none or a cold start is
    /// asked for.
    func invoke(_ events: [InvocationEvent], start: InstanceStart) async throws -> [InvocationOutcome] {
        var outcomes: [InvocationOutcome] = []
        while outcomes.count < events.count {
            if start == .cold { await close() }
            let rest = start == .cold ? events[outcomes.count...].prefix(1) : events[outcomes.count...]
            let ended = try await invokeUntilEnd(rest, in: function.runtime)
            if outcomes.isEmpty { outcomes = ended } else { outcomes += ended }
        }
        return outcomes
    }

    /// Starts an environment if there is none, ahead of the first invocation, which tells of the init phase then.
    ///
    /// - Returns: why the function cannot be started, if that is so.
    func warmUp() async throws -> HandlerFailure? {
        guard !isWarm else { return nil }
        var record = InvocationRecord(of: function.prepared, id: environment.withLock { $0.ids.next() })
        switch try await readyGuest(in: function.runtime, for: &record) {
        case .success:
            let initDuration = record.initDuration
            environment.withLock { $0.unreportedInit = initDuration }
            return nil
        case .failure(let ending):
            return record.outcome(of: ending).failure
        }
    }

    /// Lets go of the environment; does not wait for one that is stuck.
    func close() async {
        if let guest = takeGuest() { await HandlerRuntime.close(guest) }
    }

    /// Invokes the handler on one environment, as often as that lives; if there is none, `runtime` starts it.
    private func invokeUntilEnd(
        _ events: ArraySlice<InvocationEvent>,
        in runtime: any LanguageRuntime
    ) async throws -> [InvocationOutcome] {
        // One that has ended since it was last used is no fault of this invocation's.
        if let started, started.guest.isGone { await close() }
        var record = InvocationRecord(of: function.prepared, id: environment.withLock { $0.ids.next() })
        let ready: StartedGuest
        switch try await readyGuest(in: runtime, for: &record) {
        case .success(let started): ready = started
        case .failure(let ending):
            record.keep(log.take())
            return [record.outcome(of: ending)]
        }
        let (ids, lastTook, log) = environment.withLock { environment in
            (events.dropFirst().map { _ in environment.ids.next() }, environment.lastTook, environment.log)
        }
        let batch = InvocationBatch(
            events,
            first: record,
            ids: ids,
            .init(
                function: function.prepared,
                judge: function.setting.judge,
                log: log,
                isolation: ready.isolation,
                logStreamName: ready.logStreamName
            )
        )
        let isQuick = lastTook < .nanoseconds(Spinning.limit)
        let calls: Handover<SupervisionEnd>
        if isQuick, events.count == 1, let remote = ready.guest as? any RemoteGuest {
            calls = superviseHere(remote, batch)
        } else {
            calls = supervise(ready.guest, batch)
            if isQuick { batch.help { calls.isThere } }
        }
        let end = await calls.value()
        if case .threadIsStuck = end, let fallback = function.fallback(of: runtime) {
            if let guest = takeGuest() { closeLater(guest) }
            return try await invokeUntilEnd(events, in: fallback)
        }
        let (outcomes, environmentLives) = batch.finish(end)
        environment.withLock { $0.lastTook = outcomes.last?.report.duration ?? .seconds(1) }
        switch end {
        case .done where !environmentLives: await close()
        case .abandoned(_, let comeback):
            _ = takeGuest()
            countAsStuck(until: comeback)
        case .done, .threadIsStuck: break
        }
        return outcomes
    }

    /// Takes the guest out: nobody will invoke it again.
    private func takeGuest() -> (any Guest)? {
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

    /// Hands out how long an init phase took that no invocation has told of yet.
    func takeUnreportedInit() -> Duration? {
        environment.withLock { $0.unreportedInit.take() }
    }

    /// What the environment writes to.
    var log: InvocationLog { environment.withLock(\.log) }

    /// Begins a log, and hands out what is left of the one before.
    func begin(_ log: InvocationLog) -> [LogEntry] {
        environment.withLock { environment in
            defer { environment.log = log }
            return environment.log.take()
        }
    }

    /// Keeps a guest for this invocation and the next ones.
    func keep(_ started: StartedGuest) {
        environment.withLock { $0.started = started }
    }

    /// Counts a call whose caller was answered without it as stuck, for as long as it holds its thread.
    func countAsStuck(until comeback: Handover<Void>) {
        let counts = function.setting.counts
        counts.stuck.add(1, ordering: .relaxed)
        Task {
            await comeback.value()
            counts.stuck.subtract(1, ordering: .relaxed)
        }
    }
}

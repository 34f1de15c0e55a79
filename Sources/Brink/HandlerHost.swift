public import CloudFrontEvents
public import HandlerRuntime
import FoundationEssentials

/// Runs Lambda@Edge functions in this process: the way in for test suites and for everything built on Brink.
///
/// ```swift
/// let host = HandlerHost()
/// let auth = try await host.load(FunctionDefinition(.file("samples/auth/auth.ts")))
/// let outcome = try await host.invoke(auth, with: event)
/// ```
///
/// Each function has instances of its own, each with an environment and one invocation at a time: as many as calls come
/// at once, up to its limit and the host's. Whoever comes then waits, and is throttled when that takes too long. Only the
/// interpreters that are needed start, and they stay until the process ends.
public final class HandlerHost: InvokerBackend {
    /// Tells what runs functions of a language in a place.
    package typealias RuntimeLookup = @Sendable (RuntimeIdentifier.Language, Isolation) -> any LanguageRuntime

    private let loader = FunctionLoader()
    private let setting: HostedFunction.Setting
    private let fallback: Isolation?
    private let reservations: [SpareReservation]
    private let supply: InstanceSupply
    private let runtime: RuntimeLookup

    /// Makes a host that runs nothing yet.
    ///
    /// - Parameters:
    ///   - judge: says what CloudFront would say to an answer; without one every answer is accepted.
    ///   - initLimit: how long an init phase may take before it is tried again under the function's timeout.
    ///     The platform's is 10 s. Source: `CL:lambda-runtime-environment`.
    ///   - spares: how many Node environments may be kept started ahead of need, which all hosts share.
    ///   - concurrency: the most instances of all functions together, at least 1. The platform's is 1,000 a Region.
    ///     When another one is needed, the idle one that was not used for longest goes.
    ///   - waitLimit: how long a call waits for an instance before it is throttled; zero throttles at once.
    ///   - idleLimit: how long an instance stays without use.
    ///   - fallback: where functions run while the interpreter that they belong to is held by an invocation that
    ///     timed out and cannot be interrupted; if nil they fail with `Brink.InterpreterStuck` until it ends.
    public convenience init(
        judge: Judge? = Judge(),
        initLimit: Duration = .seconds(10),
        spares: Spares = .upTo(4),
        concurrency: Int = 100,
        waitLimit: Duration = .seconds(60),
        idleLimit: Duration = .seconds(300),
        fallback: Isolation? = nil
    ) {
        self.init(
            judge: judge,
            initLimit: initLimit,
            spares: spares,
            concurrency: concurrency,
            waitLimit: waitLimit,
            idleLimit: idleLimit,
            fallback: fallback,
            runtime: Runtimes.runtime
        )
    }

    /// Makes a host that runs functions where `runtime` says.
    package init(
        judge: Judge?,
        initLimit: Duration = .seconds(10),
        spares: Spares = .none,
        concurrency: Int = 100,
        waitLimit: Duration = .seconds(60),
        idleLimit: Duration = .seconds(300),
        fallback: Isolation? = nil,
        runtime: @escaping RuntimeLookup
    ) {
        precondition(concurrency >= 1, "a host of \(concurrency) instances: expected at least 1")
        setting = HostedFunction.Setting(
            judge: judge,
            initLimit: initLimit,
            starts: Turns(width: ProcessInfo.processInfo.activeProcessorCount),
            counts: InstanceCounts()
        )
        supply = InstanceSupply(
            Admission.Limits(
                concurrency: concurrency,
                wait: waitLimit.clampedNanoseconds,
                idle: idleLimit.clampedNanoseconds
            )
        )
        self.fallback = fallback
        self.runtime = runtime
        reservations = Runtimes.reserveSpares(upTo: spares.bound)
    }

    /// What the host is doing now, and what it has done.
    public var metrics: HostMetrics { supply.metrics(setting.counts) }

    /// Takes a function in, ready to be invoked; its own code runs with the first invocation.
    ///
    /// A source that does not compile is not an error here: the function's invocations fail, as on the
    /// platform.
    ///
    /// - Parameters:
    ///   - definition: the function.
    ///   - handle: the name to invoke it by, where that is another than the function's own, which its context tells.
    /// - Returns: the name to invoke it by, made unique if need be.
    /// - Throws: ``HostError`` when the handler's file cannot be read or a setting is out of range.
    @discardableResult
    public func load(_ definition: FunctionDefinition, as handle: String? = nil) async throws -> String {
        let function = try await loader.prepare(definition)
        let language = function.configuration.runtime.language
        return try supply.add(named: handle ?? function.configuration.name) { name in
            HostedFunction(
                handle == nil ? function.named(name) : function,
                in: runtime(language, definition.isolation),
                fallback: fallback.map { runtime(language, $0) },
                concurrency: definition.concurrency,
                setting
            )
        }
    }

    /// Invokes a function and waits for what becomes of it.
    ///
    /// - Parameters:
    ///   - function: a name that ``load(_:)`` gave.
    ///   - event: the CloudFront event record.
    ///   - start: whether an instance that is warm may, or must, be used.
    /// - Returns: what became of it; a handler's failure is part of that.
    /// - Throws: ``HostError``, or an interpreter's error when it does not start.
    public func invoke(
        _ function: String,
        with event: InvocationEvent,
        start: InstanceStart = .warmIfPossible
    ) async throws -> InvocationOutcome {
        try await invoke(function, withEach: [event], start: start)[0]
    }

    /// Invokes a function with each event in turn, and waits for what becomes of all.
    ///
    /// One after another as with ``invoke(_:with:start:)``, each held to its own time and memory, but far cheaper:
    /// the interpreter's thread is crossed to once.
    ///
    /// - Parameters:
    ///   - function: a name that ``load(_:)`` gave.
    ///   - events: the CloudFront event records.
    ///   - start: whether an instance that is warm may, or must, be used.
    /// - Returns: what became of each, in the order of the events.
    /// - Throws: ``HostError``, or an interpreter's error when it does not start.
    public func invoke(
        _ function: String,
        withEach events: [InvocationEvent],
        start: InstanceStart = .warmIfPossible
    ) async throws -> [InvocationOutcome] {
        let instance: FunctionInstance
        do {
            instance = try await supply.lend(function, start)
        } catch let throttling as Throttling {
            return events.map { _ in throttling.outcome() }
        }
        var tally = Tally()
        defer { supply.takeBack(instance, tally) }
        let outcomes = try await instance.invoke(events, start: start)
        // By index: an outcome is large.
        for index in outcomes.indices { tally.note(outcomes[index].kind) }
        return outcomes
    }

    /// The absolute paths of the files that a function is known to be made of: its handler's, and those of its bundle.
    ///
    /// - Throws: ``HostError`` when there is no such function.
    public func sources(of function: String) throws -> [String] {
        try supply.function(named: function).prepared.sources
    }

    /// Starts an environment of a function ahead of its first invocation, which then tells of the init phase.
    ///
    /// - Parameter function: a name that ``load(_:)`` gave.
    /// - Returns: why the function cannot be started, if that is so: a syntax error, an import that is not there, an
    ///   exception in its module.
    /// - Throws: ``HostError``, or an interpreter's error when it does not start.
    public func warmUp(_ function: String) async throws -> HandlerFailure? {
        let instance: FunctionInstance
        do {
            instance = try await supply.lend(function, .warmIfPossible)
        } catch is Throttling {
            // All of its instances are busy: they have started.
            return nil
        }
        defer { supply.takeBack(instance, Tally()) }
        return try await instance.warmUp()
    }

    /// Lets go of a function and of all that it holds, once the invocations that run are over.
    ///
    /// Callers that wait for an instance of it are told that it is unknown.
    ///
    /// - Throws: ``HostError`` when there is no such function.
    public func remove(_ function: String) async throws {
        try await supply.remove(function)
    }

    /// Lets go of every function, once the invocations that run are over, and of what was started ahead.
    ///
    /// The host takes nothing more, and callers that wait are refused.
    ///
    /// An invocation that cannot be interrupted is not waited for.
    public func shutdown() async {
        await supply.shutDown()
        for reservation in reservations { await reservation.end() }
    }
}

extension Duration {
    /// The duration in nanoseconds, at least none and at most a hundred years, so that a moment can be told by it.
    fileprivate var clampedNanoseconds: UInt64 {
        let (seconds, attoseconds) = max(.zero, self).components
        return UInt64(min(seconds, 3_153_600_000)) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}

public import CloudFrontEvents
import FoundationEssentials
package import HandlerRuntime
import Invariants
public import Invocations

/// Runs Lambda@Edge functions in this process, for test suites and for programs built on Brink.
///
/// A function has up to its limit of instances, within the host's limit. Each instance has its own environment and
/// runs one invocation at a time. A caller beyond a limit waits, and is throttled when that takes too long. Only the
/// interpreters that are needed start, and they stay until the process ends.
///
/// ## Usage
///
/// Load a function once, then invoke it as often as a test needs:
///
/// ```swift
/// let host = HandlerHost()
/// let auth = try await host.load(FunctionDefinition(.file("samples/auth/auth.ts")))
/// let outcome = try await host.invoke(auth, with: EventBuilder(.viewerRequest).uri("/account"))
/// #expect(outcome.kind == .accepted)
/// #expect(outcome.response?.headers["location"] == ["https://login.example.com/?return_to=%2Faccount"])
/// ```
///
/// Ask for a cold start, and run many events on one warm instance:
///
/// ```swift
/// let cold = try await host.invoke(auth, with: EventBuilder(.viewerRequest), start: .cold)
/// print(cold.report.initDuration ?? .zero)
/// let paths = ["/", "/account", "/logout"]
/// let outcomes = try await host.invoke(auth, withEach: paths.map { EventBuilder(.viewerRequest).uri($0) })
/// await host.shutdown()
/// ```
public final class HandlerHost: InvokerBackend {
    /// Returns the runtime for a language and an isolation.
    package typealias RuntimeLookup = @Sendable (RuntimeIdentifier.Language, Isolation) -> any LanguageRuntime

    private let loader = FunctionLoader()
    private let setting: HostedFunction.Setting
    private let fallback: Isolation?
    private let reservations: [SpareReservation]
    private let supply: InstanceSupply
    private let runtime: RuntimeLookup

    /// Creates a host without functions.
    ///
    /// - Parameters:
    ///   - judge: decides whether CloudFront would accept a result; without one every result is accepted.
    ///   - initLimit: the time limit of an init phase, which is then repeated under the function's timeout.
    ///     The platform's is 10 s. Source: `CL:lambda-runtime-environment`.
    ///   - spares: the number of Node environments to keep started ahead of need, shared by all hosts.
    ///   - concurrency: the maximum number of instances of all functions, at least 1. The platform's is 1,000 per
    ///     Region. At the limit a new instance replaces the least recently used idle one.
    ///   - waitLimit: how long a call waits for an instance before it is throttled; zero throttles at once.
    ///   - idleLimit: the time after which an idle instance is retired.
    ///   - fallback: where functions run while their interpreter is held by an invocation that timed out and cannot be
    ///     interrupted; nil makes them fail with `Brink.InterpreterStuck` meanwhile.
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

    /// Creates a host whose functions run in the runtimes that `runtime` returns.
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
        invariant(concurrency >= 1, "a host has a concurrency of \(concurrency); expected at least 1")
        setting = HostedFunction.Setting(
            judge: judge,
            initLimit: initLimit,
            starts: StartLimiter(width: ProcessInfo.processInfo.activeProcessorCount),
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

    /// The host's current load, and its counts since it was created.
    public var metrics: HostMetrics { supply.metrics(setting.counts) }

    /// Loads a function and returns its address in this host; its own code first runs in its first invocation.
    ///
    /// A source that does not compile is no error here: the function's invocations fail, as on the platform. Another
    /// function at the same address makes the new address's name unique, such as `auth-2`. The handler's context reports
    /// the name that the definition sets, else the address's.
    ///
    /// - Throws: ``HostError`` when the handler's file cannot be read or a setting is out of range.
    @discardableResult
    public func load(_ definition: FunctionDefinition) async throws -> FunctionAddress {
        let function = try await loader.prepare(definition)
        let language = function.configuration.runtime.language
        let address = FunctionAddress(name: function.configuration.name, region: definition.region)
        return try supply.add(at: address) { address in
            HostedFunction(
                definition.name == nil ? function.named(address.name) : function,
                in: runtime(language, definition.isolation),
                fallback: fallback.map { runtime(language, $0) },
                concurrency: definition.concurrency,
                setting
            )
        }
    }

    /// Invokes a function and waits for its outcome, which includes any failure of the handler.
    ///
    /// - Throws: ``HostError``, or an interpreter's error when it does not start.
    public func invoke(
        _ function: FunctionAddress,
        with event: InvocationEvent,
        start: InstanceStart = .warmIfPossible
    ) async throws -> InvocationOutcome {
        do {
            return try await supply.withInstance(of: function, start) { instance, tally in
                let outcome = try await instance.invoke(event, start: start)
                tally.count(outcome.kind)
                return outcome
            }
        } catch let throttling as Throttling {
            return throttling.outcome()
        }
    }

    /// Invokes a function with each event in turn, and waits for all outcomes.
    ///
    /// Each invocation has its own time and memory limit, as with ``invoke(_:with:start:)``. It costs far less, because
    /// the interpreter's thread is woken once for all of them.
    public func invoke(
        _ function: FunctionAddress,
        withEach events: [InvocationEvent],
        start: InstanceStart = .warmIfPossible
    ) async throws -> [InvocationOutcome] {
        do {
            return try await supply.withInstance(of: function, start) { instance, tally in
                let outcomes = try await instance.invoke(events, start: start)
                // By index: an outcome is large.
                for index in outcomes.indices { tally.count(outcomes[index].kind) }
                return outcomes
            }
        } catch let throttling as Throttling {
            return events.map { _ in throttling.outcome() }
        }
    }

    /// Returns the absolute paths of a function's files: its handler's, and those that were bundled with it.
    ///
    /// - Throws: ``HostError`` when there is no such function.
    public func sources(of function: FunctionAddress) throws -> [String] {
        try supply.function(at: function).prepared.sources
    }

    /// Starts an environment of a function before its first invocation, which then reports the init phase.
    ///
    /// - Returns: the reason why the function cannot start, if it cannot: a syntax error, a missing import, an exception
    ///   in its module.
    public func warmUp(_ function: FunctionAddress) async throws -> HandlerFailure? {
        do {
            return try await supply.withInstance(of: function, .warmIfPossible) { instance, _ in
                try await instance.warmUp()
            }
        } catch is Throttling {
            // All of its instances are busy, so they have started.
            return nil
        }
    }

    /// Removes a function with its instances, after waiting for its running invocations.
    ///
    /// Callers that wait for an instance of it get an error: it is unknown.
    ///
    /// - Throws: ``HostError`` when there is no such function.
    public func remove(_ function: FunctionAddress) async throws {
        try await supply.remove(function)
    }

    /// Removes every function, and the spares of this host, after waiting for running invocations.
    ///
    /// The host refuses further functions and calls. It does not wait for an invocation that cannot be interrupted.
    public func shutdown() async {
        await supply.shutDown()
        for reservation in reservations { await reservation.end() }
    }
}

extension Duration {
    /// The duration in nanoseconds, from 0 to a hundred years, so that adding it to a moment cannot overflow.
    fileprivate var clampedNanoseconds: UInt64 {
        let (seconds, attoseconds) = max(.zero, self).components
        return UInt64(min(seconds, 3_153_600_000)) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}

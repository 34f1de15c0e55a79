public import CloudFrontEvents
public import HandlerRuntime
import Synchronization

/// Runs Lambda@Edge functions in this process: the way in for test suites and for everything built on Brink.
///
/// ```swift
/// let host = HandlerHost()
/// let auth = try await host.load(FunctionDefinition(.file("samples/auth/auth.ts")))
/// let outcome = try await host.invoke(auth, with: event)
/// ```
///
/// Each function has an environment of its own, which takes one invocation at a time; others wait for their
/// turn. Only the interpreters that are needed start, and they stay until the process ends.
public final class HandlerHost: InvokerBackend {
    private let loader: FunctionLoader
    private let judge: Judge?
    private let initLimit: Duration
    private let reservations: [SpareReservation]
    private let functions = Mutex<[String: FunctionInstance]?>([:])

    /// Makes a host that runs nothing yet.
    ///
    /// - Parameters:
    ///   - judge: says what CloudFront would say to an answer; without one every answer is accepted.
    ///   - initLimit: how long an init phase may take before it is tried again under the function's timeout.
    ///     The platform's is 10 s. Source: `CL:lambda-runtime-environment`.
    ///   - spares: how many Node environments may be kept started ahead of need, which all hosts share.
    public init(
        judge: Judge? = Judge(),
        initLimit: Duration = .seconds(10),
        spares: Spares = .upTo(4)
    ) {
        self.judge = judge
        self.initLimit = initLimit
        self.loader = FunctionLoader()
        self.reservations = Runtimes.reserveSpares(upTo: spares.bound)
    }

    /// Takes a function in, ready to be invoked; its own code runs with the first invocation.
    ///
    /// A source that does not compile is not an error here: the function's invocations fail, as on the
    /// platform.
    ///
    /// - Returns: the name to invoke it by, made unique if need be.
    /// - Throws: ``HostError`` when the handler's file cannot be read or a setting is out of range.
    @discardableResult
    public func load(_ definition: FunctionDefinition) async throws -> String {
        let function = try await loader.prepare(definition)
        let runtime = Runtimes.runtime(
            for: function.configuration.runtime.language,
            in: definition.isolation
        )
        return try functions.withLock { functions in
            guard var known = functions else { throw HostError.isShutDown }
            let name = Self.unique(function.configuration.name, among: known.keys)
            known[name] = FunctionInstance(
                of: function.named(name),
                in: runtime,
                judge: judge,
                initLimit: initLimit
            )
            functions = known
            return name
        }
    }

    /// Invokes a function and waits for what becomes of it.
    ///
    /// - Parameters:
    ///   - function: a name that ``load(_:)`` gave.
    ///   - event: the CloudFront event record.
    ///   - start: whether an instance that is warm may be used.
    /// - Returns: what became of it; a handler's failure is part of that.
    /// - Throws: ``HostError``, or an interpreter's error when it does not start.
    public func invoke(
        _ function: String,
        with event: InvocationEvent,
        start: InstanceStart = .warmIfPossible
    ) async throws -> InvocationOutcome {
        try await instance(of: function).invoke([event], start: start)[0]
    }

    /// Invokes a function with each event in turn, and waits for what becomes of all.
    ///
    /// One after another as with ``invoke(_:with:start:)``, each held to its own time and memory, but far cheaper:
    /// the interpreter's thread is crossed to once.
    ///
    /// - Parameters:
    ///   - function: a name that ``load(_:)`` gave.
    ///   - events: the CloudFront event records.
    ///   - start: whether an instance that is warm may be used.
    /// - Returns: what became of each, in the order of the events.
    /// - Throws: ``HostError``, or an interpreter's error when it does not start.
    public func invoke(
        _ function: String,
        withEach events: [InvocationEvent],
        start: InstanceStart = .warmIfPossible
    ) async throws -> [InvocationOutcome] {
        try await instance(of: function).invoke(events, start: start)
    }

    /// Lets go of a function and of all that it holds, once the invocation that runs is over.
    ///
    /// - Throws: ``HostError`` when there is no such function.
    public func remove(_ function: String) async throws {
        let instance = try instance(of: function)
        functions.withLock { $0?[function] = nil }
        await instance.close()
    }

    /// Lets go of every function, once the invocations that run are over, and of what was started ahead.
    ///
    /// The host takes nothing more.
    ///
    /// An invocation that cannot be interrupted is not waited for.
    public func shutdown() async {
        let instances = functions.withLock { functions in
            defer { functions = nil }
            return functions.map { Array($0.values) } ?? []
        }
        for instance in instances { await instance.close() }
        for reservation in reservations { await reservation.end() }
    }

    private func instance(of function: String) throws -> FunctionInstance {
        try functions.withLock { functions in
            guard let functions else { throw HostError.isShutDown }
            guard let instance = functions[function] else {
                throw HostError(.unknownFunction, "there is no function \(function) in this host")
            }
            return instance
        }
    }

    private static func unique(_ name: String, among names: some Collection<String>) -> String {
        guard names.contains(name) else { return name }
        var number = 2
        while names.contains("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }
}

extension HostError {
    static let isShutDown = HostError(.shutDown, "the host has been shut down")
}

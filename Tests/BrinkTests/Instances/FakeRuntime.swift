import Brink
import CloudFrontEvents
import Glibc
import HandlerRuntime
import InterpreterThreads
import Invocations
import Synchronization

/// A runtime whose handlers are closures, for tests of scheduling.
final class FakeRuntime: LanguageRuntime {
    /// A handler: gets its function's name and the number of its instance, from 1.
    typealias Handler = @Sendable (_ function: String, _ instance: Int) -> CallCompletion.Ending

    let language = RuntimeIdentifier.Language.node
    let embeddedVersion = "18.20.4"
    let isolation: Isolation
    let runsGuestsAtOnce: Bool

    private let made = Counter()
    private let closed = Counter()
    private let sharedThread: InterpreterThread?
    private let making: @Sendable () throws -> Void
    private let handler: Handler

    /// Creates a runtime, whose guests can share one thread; `making` runs for each new guest.
    init(
        isolation: Isolation = .inProcess,
        isOneThread: Bool = false,
        _ handler: @escaping Handler = { _, instance in .answer(instance) },
        making: @escaping @Sendable () throws -> Void = {}
    ) {
        self.isolation = isolation
        runsGuestsAtOnce = !isOneThread
        sharedThread = isOneThread ? InterpreterThread(stackBytes: 1 << 20) : nil
        self.making = making
        self.handler = handler
    }

    /// The numbers of guests made and closed.
    var madeCount: Int { made.value }
    var closedCount: Int { closed.value }

    func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        let thread = sharedThread ?? InterpreterThread(stackBytes: 1 << 20)
        try await thread.run { [making] in try making() }
        let number = made.add(1)
        let name = configuration.function.name
        return FakeGuest(
            on: thread,
            handler: { [handler] in handler(name, number) },
            whenClosed: { [self] in
                closed.add(1)
                if sharedThread == nil { thread.stop() }
            }
        )
    }
}

private actor FakeGuest: Guest {
    nonisolated let thread: InterpreterThread
    private let handler: @Sendable () -> CallCompletion.Ending
    private let whenClosed: @Sendable () -> Void

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(
        on thread: InterpreterThread,
        handler: @escaping @Sendable () -> CallCompletion.Ending,
        whenClosed: @escaping @Sendable () -> Void
    ) {
        self.thread = thread
        self.handler = handler
        self.whenClosed = whenClosed
    }

    func load(deadline: GuestDeadline) -> CallCompletion {
        CallCompletion(.completed(.text([])), peakMemoryBytes: 0)
    }

    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> CallCompletion {
        CallCompletion(handler(), peakMemoryBytes: 0)
    }

    nonisolated func interrupt() {}

    func close() { whenClosed() }
}

extension CallCompletion.Ending {
    /// The ending of a handler that returns the number of its instance.
    static func answer(_ instance: Int) -> CallCompletion.Ending {
        .completed(.text(Array(#"{"instance":\#(instance)}"#.utf8)))
    }
}

extension InvocationOutcome {
    /// The instance that a fake handler ran on.
    var instance: Int? { try? member("instance") }
}

/// Blocks handlers until a test lets them pass.
final class Gate: Sendable {
    private let passes = Atomic(0)

    /// Lets `count` handlers pass; by default all.
    func open(_ count: Int = 1 << 30) { passes.add(count, ordering: .relaxed) }

    /// Blocks the calling thread until it may pass.
    func pass() {
        while passes.subtract(1, ordering: .relaxed).newValue < 0 {
            passes.add(1, ordering: .relaxed)
            usleep(200)
        }
    }
}

/// A host whose functions run in a fake runtime.
struct FakeHost {
    let host: HandlerHost
    let runtime: FakeRuntime

    init(
        _ runtime: FakeRuntime = FakeRuntime(),
        worker: FakeRuntime? = nil,
        concurrency: Int = 100,
        waitLimit: Duration = .seconds(60),
        idleLimit: Duration = .seconds(300)
    ) {
        self.runtime = runtime
        host = HandlerHost(
            judge: nil,
            concurrency: concurrency,
            waitLimit: waitLimit,
            idleLimit: idleLimit,
            fallback: worker == nil ? nil : .worker,
            runtime: { _, isolation in isolation == .worker ? worker ?? runtime : runtime }
        )
    }

    @discardableResult
    func load(
        _ name: String,
        concurrency: Int = 10,
        timeout: Duration = .seconds(60)
    ) async throws -> FunctionAddress {
        try await host.load(
            FunctionDefinition(
                .text("", path: "/var/task/\(name).js"),
                timeout: timeout,
                concurrency: concurrency
            )
        )
    }

    @discardableResult
    func invoke(_ name: String, start: InstanceStart = .warmIfPossible) async throws -> InvocationOutcome {
        try await host.invoke(FunctionAddress(name: name), with: EventBuilder(.viewerRequest), start: start)
    }

    /// Invokes a function with a batch of events.
    func invoke(
        _ name: String,
        times count: Int,
        start: InstanceStart = .warmIfPossible
    ) async throws -> [InvocationOutcome] {
        let events = Array(repeating: EventBuilder(.viewerRequest), count: count)
        return try await host.invoke(FunctionAddress(name: name), withEach: events, start: start)
    }

    func remove(_ name: String) async throws { try await host.remove(FunctionAddress(name: name)) }

    /// Begins an invocation in a task.
    func begin(_ name: String, start: InstanceStart = .warmIfPossible) -> Task<InvocationOutcome, any Error> {
        Task { try await invoke(name, start: start) }
    }

    /// Waits until the host's metrics satisfy a condition; the test's time limit bounds the wait.
    func until(_ condition: (HostMetrics) -> Bool) async throws {
        while !condition(host.metrics) { try await Task.sleep(for: .milliseconds(1)) }
    }
}

/// A number that several threads change.
final class Counter: Sendable {
    private let number: Mutex<Int>

    init(_ value: Int = 0) { number = Mutex(value) }

    var value: Int { number.withLock(\.self) }

    @discardableResult
    func add(_ difference: Int) -> Int {
        number.withLock { number in
            number += difference
            return number
        }
    }

    func raise(to value: Int) { number.withLock { $0 = max($0, value) } }
}

/// Events in the order in which they happened.
final class Journal: Sendable {
    private let kept = Mutex<[String]>([])

    var entries: [String] { kept.withLock(\.self) }

    func note(_ entry: String) { kept.withLock { $0.append(entry) } }
}

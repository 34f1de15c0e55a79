import Brink
import CloudFrontEvents
import InterpreterThreads
import Invocations
import Testing

/// Other functions while the only interpreter is held by a call that cannot be interrupted.
@Suite(.timeLimit(.minutes(2))) struct StuckTests {
    private let gate = Gate()

    /// A runtime with one thread, which the function `stuck` holds until the gate opens.
    private var oneThread: FakeRuntime {
        FakeRuntime(isOneThread: true) { [gate] name, instance in
            if name == "stuck" { gate.pass() }
            return .answer(instance)
        }
    }

    @Test func `a stuck Python instance is counted until its call ends, and never used again`() async throws {
        await #expect(processExitsWith: .success) {
            let host = HandlerHost(judge: nil)
            let source = "def handler(e, c): return sum(range(10**8))"
            let name = try await host.load(
                FunctionDefinition(.text(source, path: "/var/task/sum.py"), timeout: .milliseconds(100))
            )
            let event = EventBuilder(.viewerRequest)
            let outcome = try await host.invoke(name, with: event)
            #expect(outcome.kind == .timedOut, "\(outcome)")
            let metrics = host.metrics
            #expect(metrics.stuck == 1 && metrics.timedOut == 1, "\(metrics)")
            #expect(metrics.idle == 0 && metrics.retired == 1, "\(metrics)")

            while host.metrics.stuck > 0 { try await Task.sleep(for: .milliseconds(5)) }
            let other = try await host.load(
                FunctionDefinition(.text("def handler(e, c): return {}", path: "/var/task/other.py"))
            )
            let after = try await host.invoke(other, with: event)
            #expect(after.kind == .accepted, "\(after)")
            await host.shutdown()
        }
    }

    @Test func `without a fallback other functions fail at once, and a shutdown does not wait`() async throws
    {
        let fake = FakeHost(oneThread)
        try await fake.load("stuck", timeout: .milliseconds(50))
        for name in ["warm", "cold"] { try await fake.load(name) }
        try await fake.invoke("warm")

        #expect(try await fake.invoke("stuck").kind == .timedOut)
        for name in ["warm", "cold"] {
            let outcome = try await fake.invoke(name)
            #expect(outcome.failure?.errorType == "Brink.InterpreterStuck")
        }
        await fake.host.shutdown()
        #expect(fake.host.metrics.stuck == 1)
        gate.open()
        try await fake.until { $0.stuck == 0 }
    }

    @Test(arguments: ["warm", "cold"])
    func `with a fallback a function moves, visible only in its report and its log`(name: String) async throws
    {
        let worker = FakeRuntime(isolation: .worker)
        let fake = FakeHost(oneThread, worker: worker)
        try await fake.load("stuck", timeout: .milliseconds(50))
        try await fake.load(name)
        if name == "warm" { try await fake.invoke(name) }

        #expect(try await fake.invoke("stuck").kind == .timedOut)
        let moved = try await fake.invoke(name, times: 2)
        #expect(moved.map(\.kind) == [.accepted, .accepted])
        #expect(moved.map(\.report.isolation) == [.worker, .worker])
        #expect(moved.map(\.report.coldStart) == [true, false])
        #expect(moved.map { $0.platformLog.count { $0.hasPrefix("[brink] the interpreter") } } == [1, 0])
        #expect(worker.madeCount == 1)

        gate.open()
        try await fake.until { $0.stuck == 0 }
        let cold = try await fake.invoke(name, start: .cold)
        #expect(cold.kind == .accepted)
        #expect(cold.report.isolation == .inProcess)
        await fake.host.shutdown()
        #expect(worker.closedCount == worker.madeCount)
    }

    @Test func `a fallback that is stuck too is reported`() async throws {
        let stuckToo = FakeRuntime(isolation: .worker, making: { throw InterpreterStuckError() })
        let fake = FakeHost(oneThread, worker: stuckToo)
        try await fake.load("stuck", timeout: .milliseconds(50))
        for name in ["warm", "cold"] { try await fake.load(name) }
        try await fake.invoke("warm")
        try await fake.invoke("stuck")

        for name in ["warm", "cold"] {
            let outcome = try await fake.invoke(name)
            #expect(outcome.failure?.errorType == "Brink.InterpreterStuck")
        }
        gate.open()
        await fake.host.shutdown()
    }

    @Test func `a stuck instance takes no slot`() async throws {
        let runtime = FakeRuntime { [gate] _, instance in
            if instance == 1 { gate.pass() }
            return .answer(instance)
        }
        let fake = FakeHost(runtime, concurrency: 1, waitLimit: .zero)
        try await fake.load("a", concurrency: 1, timeout: .milliseconds(50))

        #expect(try await fake.invoke("a").kind == .timedOut)
        #expect(try await fake.invoke("a").instance == 2)
        #expect(fake.host.metrics.stuck == 1)
        gate.open()
        try await fake.until { $0.stuck == 0 }
        #expect(runtime.closedCount == 1)
        await fake.host.shutdown()
    }
}

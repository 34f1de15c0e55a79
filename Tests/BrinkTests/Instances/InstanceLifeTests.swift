import Brink
import Invocations
import Testing

/// The choice and the retirement of instances.
@Suite(.timeLimit(.minutes(2))) struct InstanceLifeTests {
    private let gate = Gate()

    /// A host whose handlers wait at the gate.
    private func gatedHost(concurrency: Int = 100) -> FakeHost {
        let runtime = FakeRuntime { [gate] _, instance in
            gate.pass()
            return .answer(instance)
        }
        return FakeHost(runtime, concurrency: concurrency)
    }

    @Test func `the instance that was used last is used next`() async throws {
        let gates = [Gate(), Gate(), Gate()]
        let fake = FakeHost(
            FakeRuntime { _, instance in
                gates[instance - 1].pass()
                return .answer(instance)
            }
        )
        try await fake.load("a")
        var calls: [Task<InvocationOutcome, any Error>] = []
        for number in 1...3 {
            calls.append(fake.begin("a"))
            try await fake.until { $0.running == number && $0.coldStarts == number }
        }
        for number in [2, 3, 1] {
            gates[number - 1].open()
            _ = try await calls[number - 1].value
        }

        #expect(try await fake.invoke("a").instance == 1)
        #expect(try await fake.invoke("a").instance == 1)
        await fake.host.shutdown()
    }

    @Test func `an instance that is idle too long is retired`() async throws {
        let fake = FakeHost(idleLimit: .milliseconds(50))
        try await fake.load("a")
        let begin = ContinuousClock.now
        try await fake.invoke("a")
        try await fake.until { $0.idle == 0 && $0.retired == 1 }

        #expect(ContinuousClock.now - begin >= .milliseconds(50))
        #expect(try await fake.invoke("a").instance == 2)
        await fake.host.shutdown()
        #expect(fake.runtime.closedCount == 2)
    }

    @Test func `an instance in regular use stays, and the others are retired`() async throws {
        let fake = FakeHost(
            FakeRuntime { [gate] _, instance in
                gate.pass()
                return .answer(instance)
            },
            // Longer than a busy machine delays this test's calls.
            idleLimit: .seconds(10)
        )
        try await fake.load("a")
        let calls = [fake.begin("a"), fake.begin("a")]
        try await fake.until { $0.running == 2 && $0.coldStarts == 2 }
        gate.open()
        for call in calls { _ = try await call.value }
        while fake.host.metrics.retired == 0 {
            #expect(try await !fake.invoke("a").report.coldStart)
            try await Task.sleep(for: .milliseconds(5))
        }

        #expect(fake.host.metrics.idle == 1)
        await fake.host.shutdown()
    }

    @Test func `at the host's limit the least recently used instance is retired`() async throws {
        let fake = FakeHost(concurrency: 2)
        for name in ["a", "b", "c"] { try await fake.load(name) }
        for name in ["a", "b", "a", "c"] { try await fake.invoke(name) }

        #expect(try await !fake.invoke("a").report.coldStart)
        #expect(try await fake.invoke("b").report.coldStart)
        #expect(fake.host.metrics.idle == 2)
        await fake.host.shutdown()
        #expect(fake.runtime.closedCount == fake.runtime.madeCount)
    }

    @Test func `cold calls do not increase the number of instances`() async throws {
        let fake = FakeHost()
        try await fake.load("a")
        for number in 1...5 { #expect(try await fake.invoke("a", start: .cold).instance == number) }

        #expect(fake.host.metrics.idle == 1)
        #expect(fake.host.metrics.coldStarts == 5)
        #expect(fake.host.metrics.retired == 4)
        await fake.host.shutdown()
    }

    @Test func `a cold call beside a busy instance gets another one`() async throws {
        let fake = gatedHost()
        try await fake.load("a")
        let calls = [fake.begin("a"), fake.begin("a", start: .cold)]
        try await fake.until { $0.running == 2 }
        gate.open()
        for call in calls { #expect(try await call.value.report.coldStart) }
        await fake.host.shutdown()
    }

    @Test func `a cold call at the limit waits for an instance and replaces it`() async throws {
        let fake = gatedHost()
        try await fake.load("a", concurrency: 1)
        let first = fake.begin("a")
        try await fake.until { $0.running == 1 }
        let second = fake.begin("a", start: .cold)
        try await fake.until { $0.waiting == 1 }
        gate.open()

        #expect(try await first.value.instance == 1)
        #expect(try await second.value.instance == 2)
        #expect(fake.host.metrics.idle == 1)
        await fake.host.shutdown()
    }

    @Test func `a cold batch has a new instance for each event`() async throws {
        let fake = FakeHost()
        try await fake.load("a")
        let outcomes = try await fake.invoke("a", times: 3, start: .cold)
        let warm = try await fake.invoke("a", times: 3)

        #expect(outcomes.map(\.instance) == [1, 2, 3])
        #expect(warm.map(\.instance) == [3, 3, 3])
        #expect(try await fake.invoke("a", times: 0).isEmpty)
        await fake.host.shutdown()
    }

    @Test func `a call for a warm instance waits for it, although a slot is free`() async throws {
        let fake = gatedHost()
        try await fake.load("a")
        let first = fake.begin("a", start: .warm)
        try await fake.until { $0.running == 1 }
        let second = fake.begin("a", start: .warm)
        try await fake.until { $0.waiting == 1 }
        // It does not hold up a call that accepts a new instance.
        let third = fake.begin("a")
        try await fake.until { $0.running == 2 && $0.coldStarts == 2 }
        gate.open()

        #expect(try await first.value.report.coldStart)
        #expect(try await !second.value.report.coldStart)
        #expect(try await third.value.report.coldStart)
        await fake.host.shutdown()
    }

    @Test func `a caller that is cancelled stops waiting`() async throws {
        let fake = gatedHost()
        try await fake.load("a", concurrency: 1)
        let first = fake.begin("a")
        try await fake.until { $0.running == 1 }
        let (second, third) = (fake.begin("a"), fake.begin("a"))
        try await fake.until { $0.waiting == 2 }
        second.cancel()
        try await fake.until { $0.waiting == 1 }

        await #expect(throws: CancellationError.self) { try await second.value }
        first.cancel()
        gate.open()
        #expect(try await first.value.kind == .accepted)
        #expect(try await third.value.kind == .accepted)
        #expect(fake.host.metrics.invocations == 2)
        await fake.host.shutdown()
    }

    @Test(arguments: [HostError.Code.unknownFunction, .shutDown])
    func `waiting callers are refused when the function is removed or the host shut down`(
        code: HostError.Code
    ) async throws {
        let fake = gatedHost()
        try await fake.load("a", concurrency: 1)
        let running = fake.begin("a")
        try await fake.until { $0.running == 1 }
        let waiting = fake.begin("a")
        try await fake.until { $0.waiting == 1 }
        let ending = Task {
            if code == .shutDown { await fake.host.shutdown() } else { try await fake.remove("a") }
        }
        let error = await #expect(throws: HostError.self) { try await waiting.value }
        let closedBefore = fake.runtime.closedCount
        gate.open()
        try await ending.value

        #expect(error?.code == code)
        #expect(closedBefore == 0)
        #expect(try await running.value.kind == .accepted)
        #expect(fake.runtime.closedCount == 1)
        await fake.host.shutdown()
    }

    @Test func `a removed function frees its slots and its name`() async throws {
        let fake = gatedHost(concurrency: 1)
        for name in ["a", "b"] { try await fake.load(name) }
        let running = fake.begin("a")
        try await fake.until { $0.running == 1 }
        let refused = fake.begin("a")
        let other = fake.begin("b")
        try await fake.until { $0.waiting == 2 }
        let removal = Task { try await fake.remove("a") }
        await #expect(throws: HostError.self) { try await refused.value }
        let address = try await fake.load("a")
        gate.open()
        try await removal.value

        #expect(address == FunctionAddress(name: "a"))
        #expect(try await running.value.kind == .accepted)
        #expect(try await other.value.kind == .accepted)
        #expect(try await fake.invoke("a").report.coldStart)
        await fake.host.shutdown()
        #expect(fake.runtime.closedCount == fake.runtime.madeCount)
    }
}

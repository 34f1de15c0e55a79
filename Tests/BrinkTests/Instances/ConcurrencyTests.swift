import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import Invocations
import Testing

/// Concurrent instances and waiting callers.
@Suite(.timeLimit(.minutes(2))) struct ConcurrencyTests {
    private let gate = Gate()

    /// A runtime whose handlers wait at the gate.
    private var gated: FakeRuntime {
        FakeRuntime { [gate] _, instance in
            gate.pass()
            return .answer(instance)
        }
    }

    @Test func `concurrent calls start instances up to the function's limit, and one more call waits`()
        async throws
    {
        let fake = FakeHost(gated)
        try await fake.load("a", concurrency: 3)
        let calls = (1...4).map { _ in fake.begin("a") }
        try await fake.until { $0.running == 3 && $0.waiting == 1 }
        gate.open()
        var instances: [Int?] = []
        for call in calls { instances.append(try await call.value.instance) }

        #expect(Set(instances) == [1, 2, 3])
        #expect(fake.host.metrics.idle == 3)
        #expect(fake.host.metrics.coldStarts == 3)
        await fake.host.shutdown()
    }

    @Test func `all functions together stay within the host's limit`() async throws {
        let fake = FakeHost(gated, concurrency: 2)
        for name in ["a", "b", "c"] { try await fake.load(name) }
        let calls = ["a", "b", "c"].map { fake.begin($0) }
        try await fake.until { $0.running == 2 && $0.waiting == 1 }
        gate.open()
        for call in calls { #expect(try await call.value.kind == .accepted) }

        #expect(fake.host.metrics.idle <= 2)
        await fake.host.shutdown()
    }

    @Test(arguments: [(1, 100, "1 concurrent invocations of this function"), (10, 1, "of all functions")])
    func `without a wait limit, a call beyond a limit is throttled at once`(
        function: Int,
        host: Int,
        limit: String
    ) async throws {
        let fake = FakeHost(gated, concurrency: host, waitLimit: .zero)
        try await fake.load("a", concurrency: function)
        let first = fake.begin("a")
        try await fake.until { $0.running == 1 }
        let second = try await fake.invoke("a")
        let batch = try await fake.invoke("a", times: 2)
        gate.open()

        #expect(second.kind == .throttled)
        #expect(second.failure?.errorType == "LambdaLimitExceeded")
        #expect(second.failure?.errorMessage.contains(limit) == true)
        #expect(second.logs.isEmpty)
        #expect(second.report.duration == .zero)
        #expect(second.report.cpuTime == .zero)
        #expect(!second.report.coldStart)
        #expect(batch.map(\.kind) == [.throttled, .throttled])
        #expect(try await first.value.kind == .accepted)
        #expect(try await fake.invoke("a").kind == .accepted)
        #expect(fake.host.metrics.throttled == 2)
        #expect(fake.host.metrics.invocations == 2)
        await fake.host.shutdown()
    }

    @Test func `a call that waits too long is throttled`() async throws {
        let fake = FakeHost(gated, waitLimit: .milliseconds(50))
        try await fake.load("a", concurrency: 1)
        let first = fake.begin("a")
        try await fake.until { $0.running == 1 }
        let begin = ContinuousClock.now
        let second = try await fake.invoke("a")
        let waited = ContinuousClock.now - begin
        gate.open()

        #expect(second.kind == .throttled)
        #expect(waited >= .milliseconds(50))
        #expect(fake.host.metrics.waiting == 0)
        #expect(try await first.value.kind == .accepted)
        await fake.host.shutdown()
    }

    @Test func `functions take turns, however many callers of one wait`() async throws {
        let journal = Journal()
        let runtime = FakeRuntime { [gate] name, instance in
            gate.pass()
            journal.note(name)
            return .answer(instance)
        }
        let fake = FakeHost(runtime, concurrency: 1)
        for name in ["a", "b"] { try await fake.load(name) }
        let many = (1...101).map { _ in fake.begin("a") }
        try await fake.until { $0.waiting == 100 }
        let single = fake.begin("b")
        try await fake.until { $0.waiting == 101 }
        gate.open()
        for call in many + [single] { #expect(try await call.value.kind == .accepted) }

        #expect(journal.entries.firstIndex(of: "b") == 2)
        await fake.host.shutdown()
    }

    @Test func `callers of one function are served in the order of their arrival`() async throws {
        let fake = FakeHost(gated)
        try await fake.load("a", concurrency: 1)
        let answered = Journal()
        var calls: [Task<Void, any Error>] = []
        for number in 0..<10 {
            calls.append(
                Task {
                    try await fake.invoke("a")
                    answered.note("\(number)")
                }
            )
            try await fake.until { $0.running == 1 && $0.waiting == number }
        }
        for number in 0..<10 {
            gate.open(1)
            try await calls[number].value
        }

        #expect(answered.entries == (0..<10).map { "\($0)" })
        await fake.host.shutdown()
    }

    @Test func `a runtime that does one thing at a time has one instance per function`() async throws {
        let runtime = FakeRuntime(isOneThread: true) { [gate] _, instance in
            gate.pass()
            return .answer(instance)
        }
        let fake = FakeHost(runtime)
        try await fake.load("a")
        let calls = (1...3).map { _ in fake.begin("a") }
        try await fake.until { $0.running == 1 && $0.waiting == 2 }
        gate.open()
        for call in calls { #expect(try await call.value.instance == 1) }
        await fake.host.shutdown()
    }

    @Test func `concurrent starts never outnumber the processors`() async throws {
        let (now, most) = (Counter(), Counter())
        let runtime = FakeRuntime(making: { [gate] in
            most.raise(to: now.add(1))
            gate.pass()
            now.add(-1)
        })
        let fake = FakeHost(runtime)
        try await fake.load("a", concurrency: 50)
        let calls = (1...50).map { _ in fake.begin("a") }
        try await fake.until { $0.starting == 50 }
        gate.open()
        for call in calls { #expect(try await call.value.kind == .accepted) }

        #expect((1...ProcessInfo.processInfo.activeProcessorCount).contains(most.value))
        #expect(fake.host.metrics.starting == 0)
        await fake.host.shutdown()
    }

    @Test func `a crashed instance frees its slot`() async throws {
        let runtime = FakeRuntime { [gate] _, instance in
            gate.pass()
            let exit = HandlerFailure(errorType: "Runtime.ExitError", errorMessage: "exited")
            return instance == 1 ? .exited(exit) : .answer(instance)
        }
        let fake = FakeHost(runtime, concurrency: 1)
        try await fake.load("a", concurrency: 1)
        let first = fake.begin("a")
        try await fake.until { $0.running == 1 }
        let second = fake.begin("a")
        try await fake.until { $0.waiting == 1 }
        gate.open()

        #expect(try await first.value.kind == .crashed)
        #expect(try await second.value.instance == 2)
        #expect(fake.host.metrics.crashed == 1)
        #expect(fake.host.metrics.retired == 1)
        await fake.host.shutdown()
    }

    @Test func `an interpreter that does not start frees its slot`() async throws {
        let isBroken = Counter(1)
        let runtime = FakeRuntime(making: {
            if isBroken.value == 1 { throw RuntimeStartError("broken") }
        })
        let fake = FakeHost(runtime, concurrency: 1, waitLimit: .zero)
        try await fake.load("a", concurrency: 1)
        for _ in 1...3 {
            await #expect(throws: RuntimeStartError.self) { try await fake.invoke("a") }
        }
        isBroken.add(-1)

        #expect(try await fake.invoke("a").kind == .accepted)
        await fake.host.shutdown()
    }

    @Test(arguments: [0, -1])
    func `a function with a concurrency below 1 is refused`(concurrency: Int) async throws {
        let error = await #expect(throws: HostError.self) {
            try await FakeHost().load("a", concurrency: concurrency)
        }

        #expect(error?.code == .badSetting)
        #expect(error?.description.contains("concurrency of \(concurrency)") == true)
    }

    @Test(arguments: Language.allCases)
    func `many concurrent callers get their own results`(language: Language) async throws {
        let echo = Twins(
            node:
                "exports.handler = async (e) => { await null; return { uri: e.Records[0].cf.request.uri } }",
            python: "def handler(e, c): return {'uri': e['Records'][0]['cf']['request']['uri']}"
        )
        let host = HandlerHost(judge: nil, waitLimit: .seconds(100))
        try await withFunction(echo.source(language), on: host) { function in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...50 {
                    group.addTask {
                        let event = try EventBuilder(.viewerRequest).uri("/\(number)").event()
                        let outcome = try await function.invoke(event)
                        #expect(try outcome.member("uri") == "/\(number)")
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

import Brink
import CloudFrontEvents
import HandlerRuntime
import InterpreterThreads
import Invocations
import Testing

/// ``Admission`` alone: time is a number, and no instance ever starts.
struct AdmissionTests {
    // MARK: Limits

    @Test func `a function's eleventh caller waits by default`() throws {
        var pools = AdmissionPools()
        pools.add("a", limit: FunctionDefinition(.text("", path: "a.js")).concurrency)
        for _ in 1...10 { #expect(pools.call("a").instance != nil) }

        #expect(pools.call("a").waiter != nil)
        #expect(pools.load == [10, 0, 1])
    }

    @Test func `a host's hundred and first caller waits by default`() {
        var pools = AdmissionPools()
        for number in 1...11 { pools.add("f\(number)") }
        for number in 1...10 {
            for _ in 1...10 { #expect(pools.call("f\(number)").instance != nil) }
        }

        #expect(pools.call("f11").waiter != nil)
        #expect(pools.load == [100, 0, 1])
    }

    @Test(arguments: [(1, 100, "1 concurrent invocations of this function"), (10, 1, "of all functions")])
    func `a caller that may not wait is throttled with the limit's name`(
        function: Int,
        host: Int,
        limit: String
    ) throws {
        var pools = AdmissionPools(concurrency: host, wait: 0)
        pools.add("a", limit: function)
        _ = pools.call("a")

        let throttling = try #require(pools.call("a").error as? Throttling)
        #expect(throttling.outcome().failure?.errorMessage.contains(limit) == true)
        #expect(throttling.outcome().kind == .throttled)
        #expect(pools.admission.throttled == 1)
        #expect(pools.load == [1, 0, 0])
    }

    @Test func `a slot at the host's limit comes from the least recently used idle instance`() throws {
        var pools = AdmissionPools(concurrency: 2)
        for name in ["a", "b", "c"] { pools.add(name) }
        let (first, second) = try (pools.lend("a"), pools.lend("b"))
        pools.giveBack(second, at: 1)
        pools.giveBack(first, at: 2)

        #expect(pools.call("c", at: 3).instance != nil)
        #expect(pools.drainEffects().retired.map(ObjectIdentifier.init) == [ObjectIdentifier(second)])
        #expect(pools.load == [1, 1, 0])
        #expect(try pools.lend("a", at: 4) === first)
    }

    // MARK: Instances

    @Test func `a warm call gets the instance that was used last, a cold one the other end`() throws {
        var pools = AdmissionPools()
        pools.add("a")
        let instances = try (1...3).map { _ in try pools.lend("a") }
        for (moment, instance) in instances.enumerated() { pools.giveBack(instance, at: UInt64(moment)) }

        #expect(try pools.lend("a") === instances[2])
        #expect(try pools.lend("a", .cold) === instances[0])
        #expect(try pools.lend("a", .warm) === instances[1])
        #expect(pools.drainEffects().retired.isEmpty)
        let fourth = try pools.lend("a")
        #expect(!instances.contains { $0 === fourth })
    }

    @Test func `a call for a warm instance starts one only when the function has none`() throws {
        var pools = AdmissionPools()
        pools.add("a")
        let first = try pools.lend("a", .warm)
        let warm = try #require(pools.call("a", .warm).waiter)
        let second = try pools.lend("a")
        pools.giveBack(first, at: 1)

        #expect(second !== first)
        let answers = pools.drainEffects().answers
        #expect(answers.count == 1 && answers[0].0 === warm)
        #expect(try answers[0].1.get() === first)
    }

    @Test func `a waiting caller passes one that waits for a warm instance`() throws {
        var pools = AdmissionPools(concurrency: 2)
        for name in ["a", "b"] { pools.add(name) }
        _ = try pools.lend("a")
        let other = try pools.lend("b")
        _ = try #require(pools.call("a", .warm).waiter)
        let any = try #require(pools.call("a").waiter)
        pools.giveBack(other, isWarm: false, at: 1)

        #expect(pools.answered() == [ObjectIdentifier(any)])
        #expect(pools.load == [2, 0, 1])
    }

    @Test func `an environment that ended frees its slot for a new instance`() throws {
        var pools = AdmissionPools(concurrency: 1)
        pools.add("a")
        let first = try pools.lend("a")
        let waiter = try #require(pools.call("a").waiter)
        pools.giveBack(first, isWarm: false, at: 1)

        let answers = pools.drainEffects().answers
        #expect(answers.count == 1 && answers[0].0 === waiter)
        #expect(try answers[0].1.get() !== first)
        #expect(pools.load == [1, 0, 0])
    }

    @Test(arguments: [(UInt64(309), 0), (310, 1), (311, 1)])
    func `an idle instance is retired at its limit`(moment: UInt64, retired: Int) throws {
        var pools = AdmissionPools(idle: 300)
        pools.add("a")
        pools.giveBack(try pools.lend("a"), at: 10)
        #expect(pools.admission.wakeAt == 310)
        pools.admission.expire(at: moment)

        #expect(pools.drainEffects().retired.count == retired)
        #expect(pools.load == [0, 1 - retired, 0])
        #expect(pools.admission.wakeAt == (retired == 0 ? 310 : .max))
    }

    @Test func `of two idle instances only the one that was idle for too long is retired`() throws {
        var pools = AdmissionPools(idle: 300)
        pools.add("a")
        let (first, second) = try (pools.lend("a"), pools.lend("a"))
        pools.giveBack(first, at: 10)
        pools.giveBack(second, at: 20)
        pools.admission.expire(at: 310)

        #expect(pools.drainEffects().retired.map(ObjectIdentifier.init) == [ObjectIdentifier(first)])
        #expect(pools.admission.wakeAt == 320)
    }

    // MARK: Callers

    @Test func `callers of one function are admitted in the order of their arrival`() throws {
        var pools = AdmissionPools()
        pools.add("a", limit: 1)
        var instance = try pools.lend("a")
        let waiters = try (1...5).map { _ in try #require(pools.call("a").waiter) }
        for waiter in waiters {
            pools.giveBack(instance, at: 1)
            let answers = pools.drainEffects().answers
            #expect(answers.map { ObjectIdentifier($0.0) } == [ObjectIdentifier(waiter)])
            instance = try answers[0].1.get()
        }

        #expect(pools.load == [1, 0, 0])
    }

    @Test func `functions take turns, however many callers of one wait`() throws {
        var pools = AdmissionPools(concurrency: 1)
        for name in ["a", "b", "c"] { pools.add(name) }
        var instance = try pools.lend("a")
        for name in Array(repeating: "a", count: 100) + ["b", "c", "b"] {
            #expect(pools.call(name).waiter != nil)
        }
        var order: [String] = []
        for _ in 1...7 {
            pools.giveBack(instance, at: 1)
            let (waiter, answer) = try #require(pools.drainEffects().answers.first)
            order.append(waiter.function.prepared.configuration.name)
            instance = try answer.get()
        }

        #expect(order == ["a", "b", "c", "a", "b", "a", "a"])
    }

    @Test(arguments: [(UInt64(69), 0), (70, 1), (71, 1)])
    func `a waiting caller is throttled at its limit`(moment: UInt64, throttled: Int) throws {
        var pools = AdmissionPools(wait: 60)
        pools.add("a", limit: 1)
        _ = try pools.lend("a", at: 5)
        let waiter = try #require(pools.call("a", at: 10).waiter)
        #expect(waiter.deadline == 70)
        #expect(pools.admission.wakeAt == 70)
        pools.admission.expire(at: moment)

        let answers = pools.drainEffects().answers
        #expect(answers.count == throttled)
        for (_, answer) in answers { #expect(throws: Throttling.self) { try answer.get() } }
        #expect(pools.admission.throttled == throttled)
        #expect(pools.load == [1, 0, 1 - throttled])
        #expect(pools.admission.wakeAt == (throttled == 0 ? 70 : .max))
    }

    @Test func `a caller that came later waits longer`() throws {
        var pools = AdmissionPools(wait: 60)
        pools.add("a", limit: 1)
        let instance = try pools.lend("a")
        let early = try #require(pools.call("a", at: 10).waiter)
        let late = try #require(pools.call("a", at: 30).waiter)
        pools.admission.expire(at: 70)

        #expect(pools.answered() == [ObjectIdentifier(early)])
        #expect(pools.admission.wakeAt == 90)
        pools.giveBack(instance, at: 80)
        #expect(pools.answered() == [ObjectIdentifier(late)])
    }

    @Test func `a cancelled caller leaves once, and its function's turn with it`() throws {
        var pools = AdmissionPools(concurrency: 1)
        for name in ["a", "b"] { pools.add(name) }
        let instance = try pools.lend("b")
        let cancelled = try #require(pools.call("a").waiter)
        let other = try #require(pools.call("b").waiter)
        pools.admission.leave(cancelled)

        let answers = pools.drainEffects().answers
        #expect(answers.map { ObjectIdentifier($0.0) } == [ObjectIdentifier(cancelled)])
        #expect(throws: CancellationError.self) { try answers[0].1.get() }
        pools.admission.leave(cancelled)
        #expect(pools.answered().isEmpty)
        pools.giveBack(instance, at: 1)
        #expect(pools.answered() == [ObjectIdentifier(other)])
    }

    @Test func `the invocations of a caller are counted when it returns its instance`() throws {
        var pools = AdmissionPools()
        pools.add("a")
        var tally = Tally()
        for kind in [InvocationOutcome.Kind.accepted, .timedOut, .crashed, .outOfMemory] { tally.count(kind) }
        pools.giveBack(try pools.lend("a"), tally, at: 1)

        #expect(pools.admission.tally.invocations == 4)
        #expect(pools.admission.tally.timedOut == 1)
    }

    // MARK: Functions

    @Test func `addresses are unique within a region`() {
        var pools = AdmissionPools()

        #expect(["a", "a", "b", "a"].map { pools.add($0).name } == ["a", "a-2", "b", "a-3"])
        #expect(pools.add("a", region: "eu-west-1").description == "a@eu-west-1")
    }

    @Test func `a function without instances is removed at once`() throws {
        var pools = AdmissionPools()
        let address = pools.add("a")
        let end = try pools.admission.remove(address)

        #expect(pools.drainEffects().ends.map(ObjectIdentifier.init) == [ObjectIdentifier(end)])
        #expect((pools.call("a").error as? HostError)?.code == .unknownFunction)
        #expect(throws: HostError.self) { try pools.admission.remove(address) }
        #expect(throws: HostError.self) { try pools.admission.function(at: address) }
    }

    @Test func `a removal refuses those who wait and ends with the last closed instance`() throws {
        var pools = AdmissionPools()
        let address = pools.add("a", limit: 2)
        let (running, idle) = try (pools.lend("a"), pools.lend("a"))
        pools.giveBack(idle, at: 1)
        _ = try pools.lend("a")
        let waiter = try #require(pools.call("a").waiter)
        pools.giveBack(idle, isWarm: true, at: 1)
        #expect(pools.answered() == [ObjectIdentifier(waiter)])
        let refused = try #require(pools.call("a").waiter)
        let end = try pools.admission.remove(address)

        let answers = pools.drainEffects().answers
        #expect(answers.map { ObjectIdentifier($0.0) } == [ObjectIdentifier(refused)])
        #expect(throws: HostError.self) { try answers[0].1.get() }
        pools.giveBack(idle, isWarm: false, at: 2)
        pools.giveBack(running, at: 3)
        let effects = pools.drainEffects()
        #expect(effects.retired.map(ObjectIdentifier.init) == [ObjectIdentifier(running)])
        #expect(effects.ends.isEmpty)
        pools.admission.didClose(running)
        #expect(pools.drainEffects().ends.map(ObjectIdentifier.init) == [ObjectIdentifier(end)])
        #expect(pools.load == [0, 0, 0])
    }

    @Test func `a removal frees the slots of idle instances and the function's name`() throws {
        var pools = AdmissionPools(concurrency: 1)
        let address = pools.add("a")
        pools.add("b")
        let instance = try pools.lend("a")
        let other = try #require(pools.call("b").waiter)
        _ = try pools.admission.remove(address)
        #expect(pools.add("a") == address)
        pools.giveBack(instance, at: 1)

        let effects = pools.drainEffects()
        #expect(effects.retired.map(ObjectIdentifier.init) == [ObjectIdentifier(instance)])
        #expect(effects.answers.map { ObjectIdentifier($0.0) } == [ObjectIdentifier(other)])
        #expect(pools.load == [1, 0, 0])
    }

    @Test func `after a shutdown everything is refused, and it ends with the last instance`() throws {
        var pools = AdmissionPools()
        pools.add("a", limit: 1)
        pools.add("b")
        let running = try pools.lend("a")
        let waiter = try #require(pools.call("a").waiter)
        pools.giveBack(try pools.lend("b"), at: 1)
        let ends = pools.admission.shutDown()

        let effects = pools.drainEffects()
        #expect(effects.answers.map { ObjectIdentifier($0.0) } == [ObjectIdentifier(waiter)])
        for (_, answer) in effects.answers {
            let error = #expect(throws: HostError.self) { try answer.get() }
            #expect(error?.code == .shutDown)
        }
        #expect(effects.retired.count == 1)
        #expect(ends.count == 2)
        #expect(effects.ends.isEmpty)
        for instance in effects.retired { pools.admission.didClose(instance) }
        pools.giveBack(running, isWarm: false, at: 2)
        #expect(pools.drainEffects().ends.count == 2)

        #expect((pools.call("a").error as? HostError)?.code == .shutDown)
        #expect(throws: HostError.self) {
            try pools.admission.add(at: FunctionAddress(name: "c")) { _ in
                AdmissionPools.function("c", limit: 1)
            }
        }
        #expect(pools.admission.shutDown().isEmpty)
    }

    @Test func `two that wait for a removal learn of its end`() throws {
        var pools = AdmissionPools()
        let address = pools.add("a")
        let instance = try pools.lend("a")
        let removal = try pools.admission.remove(address)
        let shutdown = pools.admission.shutDown()
        pools.giveBack(instance, isWarm: false, at: 1)

        let ended = pools.drainEffects().ends.map(ObjectIdentifier.init)
        #expect(Set(ended) == Set(([removal] + shutdown).map(ObjectIdentifier.init)))
    }
}

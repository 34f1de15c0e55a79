import InterpreterThreads
import Synchronization
import Testing

/// Holds a thread up until it is opened.
private final class Door: Sendable {
    private let isOpen = Atomic(false)

    func open() { isOpen.store(true, ordering: .releasing) }
    func wait() { while !isOpen.load(ordering: .acquiring) {} }
}

@Suite struct InterpreterThreadTests {
    @Test func `work runs in order, on one thread`() async throws {
        let thread = InterpreterThread(stackBytes: 1 << 20)
        let order = Mutex<[Int]>([])
        for number in 0..<100 { thread.submit { order.withLock { $0.append(number) } } }
        let isOnThread = try await thread.run { thread.isIsolatingCurrentContext() }

        #expect(order.withLock { $0 } == Array(0..<100))
        #expect(isOnThread == true)
        #expect(thread.isIsolatingCurrentContext() == false)
        thread.stop()
    }

    @Test func `calls behind a stuck call are refused until it ends`()
        async throws
    {
        let thread = InterpreterThread(stackBytes: 1 << 20)
        let (begun, end) = (Door(), Door())
        let ticket = Mutex<InterpreterThread.CallTicket?>(nil)
        thread.submit(
            { mine in
                ticket.withLock { $0 = mine }
                begun.open()
                end.wait()
            },
            ifStuck: {}
        )
        begun.wait()
        let waiting = Task { try await thread.run {} }
        thread.declareStuck(in: try #require(ticket.withLock { $0 }))

        await #expect(throws: InterpreterStuckError.self) { try await waiting.value }
        await #expect(throws: InterpreterStuckError.self) { try await thread.run {} }

        end.open()
        await withCheckedContinuation { continuation in thread.submit { continuation.resume() } }
        #expect(try await thread.run { 7 } == 7)
        thread.stop()
    }

    @Test func `a call that has ended cannot be declared stuck`() async throws {
        let thread = InterpreterThread(stackBytes: 1 << 20)
        let ticket = await withCheckedContinuation { continuation in
            thread.submit({ continuation.resume(returning: $0) }, ifStuck: {})
        }
        try await thread.run {}
        thread.declareStuck(in: ticket)

        #expect(try await thread.run { true })
        thread.stop()
    }

    @Test func `an error of a closure is thrown to its caller`() async {
        struct Mistake: Error {}
        let thread = InterpreterThread(stackBytes: 1 << 20)

        await #expect(throws: Mistake.self) { try await thread.run { throw Mistake() } }
        thread.stop()
    }

    @Test func `its processor time grows with its work`() async throws {
        let thread = InterpreterThread(stackBytes: 1 << 20)
        let before = thread.cpuNanoseconds
        try await thread.run { for number in 0..<2_000_000 where number == -1 { print(number) } }

        #expect(thread.cpuNanoseconds >= before)
        thread.stop()
    }
}

@Suite struct DeadlineTimerTests {
    @Test func `actions run at their moments, in whatever order they were set`() async {
        let order = Mutex<[Int]>([])
        let now = DeadlineTimer.nowNanoseconds
        await withCheckedContinuation { continuation in
            for (number, delay) in [(3, 30), (1, 10), (2, 20)] as [(Int, UInt64)] {
                let alarm = DeadlineTimer.Alarm {
                    order.withLock { $0.append(number) }
                    if number == 3 { continuation.resume() }
                }
                alarm.set(atNanoseconds: now + delay * 1_000_000)
            }
        }

        #expect(order.withLock { $0 } == [1, 2, 3])
        #expect(DeadlineTimer.nowNanoseconds >= now + 30_000_000)
    }

    @Test func `a cleared alarm does not run its action`() async {
        let ran = Atomic(false)
        let now = DeadlineTimer.nowNanoseconds
        let alarm = DeadlineTimer.Alarm { ran.store(true, ordering: .relaxed) }
        alarm.set(atNanoseconds: now + 5_000_000)
        alarm.clear()
        await withCheckedContinuation { continuation in
            DeadlineTimer.Alarm { continuation.resume() }.set(atNanoseconds: now + 10_000_000)
        }

        let hasRun = ran.load(ordering: .relaxed)
        #expect(!hasRun)
    }
}

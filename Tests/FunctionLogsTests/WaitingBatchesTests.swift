import FunctionLogs
import HandlerRuntime
import Testing

/// How much may wait to be written, and what goes when it is too much.
@Suite struct WaitingBatchesTests {
    @Test(arguments: [(3, 0, 3), (4, 1, 3), (10, 7, 3)])
    func `the oldest go past the limit of entries, and not before`(came: Int, lost: Int, kept: Int) {
        var waiting = WaitingBatches(limits: .init(entries: 3, bytes: .max))
        for number in 0..<came { _ = waiting.append(batch(number)) }

        #expect(waiting.lost == lost)
        #expect(waiting.take().batches.map(\.requestId) == (came - kept..<came).map(String.init))
    }

    @Test(arguments: [(2, 0), (3, 1)])
    func `so they do past the limit of bytes`(came: Int, lost: Int) {
        var waiting = WaitingBatches(limits: .init(entries: .max, bytes: 200))
        for number in 0..<came { _ = waiting.append(batch(number, bytes: 100)) }

        #expect(waiting.lost == lost)
    }

    @Test func `the newest is kept, however heavy`() {
        var waiting = WaitingBatches(limits: .init(entries: 10, bytes: 10))
        _ = waiting.append(batch(0))
        _ = waiting.append(batch(1, entries: 100, bytes: 1000))

        #expect(waiting.lost == 1)
        #expect(waiting.take().batches.map(\.requestId) == ["1"])
    }

    @Test func `what was dropped is told by its stream, once`() {
        var waiting = WaitingBatches(limits: .init(entries: 1, bytes: .max))
        for stream in ["a", "b", "a", "c"] { _ = waiting.append(batch(0, stream: stream)) }

        #expect(waiting.take().missing == [key("a"): 2, key("b"): 1])
        #expect(waiting.take().missing == [:])
    }

    @Test func `what could not be written is told later, with what was missing before`() {
        var waiting = WaitingBatches(limits: .init(entries: 2, bytes: .max))
        for _ in 0..<3 { _ = waiting.append(batch(0, stream: "a")) }
        let load = waiting.take()
        waiting.lose(load)

        #expect(waiting.lost == 3)
        #expect(waiting.take().missing == [key("a"): 3])
    }

    @Test(arguments: [999, 1000, 1001, 2500])
    func `a load has a thousand batches at most, in the order they came`(count: Int) {
        var waiting = WaitingBatches()
        for number in 0..<count { _ = waiting.append(batch(number)) }
        var loads: [WaitingBatches.Load] = []
        while waiting.count > 0 { loads.append(waiting.take()) }

        #expect(loads.allSatisfy { $0.batches.count <= 1000 })
        #expect(loads.count == (count + 999) / 1000)
        #expect(loads.flatMap(\.batches).map(\.requestId) == (0..<count).map(String.init))
        #expect(loads.last?.through == count)
        #expect(loads.first?.through == min(count, 1000))
    }

    @Test func `a load is not much over eight megabytes`() {
        var waiting = WaitingBatches()
        for number in 0..<20 { _ = waiting.append(batch(number, bytes: 1 << 20)) }

        #expect(waiting.take().batches.count == 8)
    }

    @Test func `whoever waits is told of the first and of the thousandth`() {
        var waiting = WaitingBatches()
        let told = (1...2000).filter { waiting.append(batch($0)) }

        #expect(told == [1, 1000])
    }

    @Test func `nothing is handed out when nothing waits`() {
        var waiting = WaitingBatches()

        #expect(waiting.take().batches.isEmpty)
        #expect(waiting.take().through == 0)
    }

    @Test func `places are used again in any order of coming and going`() {
        var waiting = WaitingBatches()
        var came = 0
        var gone: [String?] = []
        for round in 1...50 {
            for _ in 0..<(round * 37 % 1500) {
                _ = waiting.append(batch(came))
                came += 1
            }
            gone += waiting.take().batches.map(\.requestId)
        }
        while waiting.count > 0 { gone += waiting.take().batches.map(\.requestId) }

        #expect(gone == (0..<came).map(String.init))
    }

    private func batch(_ number: Int, entries: Int = 1, bytes: Int = 1, stream: String = "s") -> LogBatch {
        LogBatch(
            group: LogGroup(.function("f"), in: .usEast1),
            streamName: stream,
            requestId: String(number),
            weight: .init(entries: entries, bytes: bytes),
            entries: { [] }
        )
    }

    private func key(_ stream: String) -> LogStreamKey {
        LogStreamKey(group: LogGroup(.function("f"), in: .usEast1), name: stream)
    }
}

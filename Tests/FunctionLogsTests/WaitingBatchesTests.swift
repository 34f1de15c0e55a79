import FunctionLogs
import Invocations
import Testing

/// The limits of the queue, and the losses past them.
@Suite struct WaitingBatchesTests {
    @Test(arguments: [(3, 0, 3), (4, 1, 3), (10, 7, 3)])
    func `the oldest are dropped past the limit of entries, and not before`(came: Int, lost: Int, kept: Int) {
        var waiting = WaitingBatches(limits: .init(entries: 3, bytes: .max))
        for number in 0..<came { _ = waiting.append(batch(number)) }

        #expect(waiting.lost == lost)
        #expect(waiting.popLoad().batches.map(\.requestId) == (came - kept..<came).map(String.init))
    }

    @Test(arguments: [(2, 0), (3, 1)])
    func `the oldest are dropped past the limit of bytes`(came: Int, lost: Int) {
        var waiting = WaitingBatches(limits: .init(entries: .max, bytes: 200))
        for number in 0..<came { _ = waiting.append(batch(number, bytes: 100)) }

        #expect(waiting.lost == lost)
    }

    @Test(arguments: [(10, 10, 1), (11, 10, 0), (10, 11, 0), (100, 1000, 0)])
    func `a batch that is past a limit alone is dropped too`(entries: Int, bytes: Int, kept: Int) {
        var waiting = WaitingBatches(limits: .init(entries: 10, bytes: 10))
        _ = waiting.append(batch(0))
        _ = waiting.append(batch(1, entries: entries, bytes: bytes))

        #expect(waiting.lost == 1 + (1 - kept) * entries)
        #expect(waiting.count == kept)
        #expect(waiting.popLoad().missing == [key("s"): waiting.lost])
    }

    @Test func `short entries count as 64 bytes`() {
        let lines = (0..<10).map { LogEntry(epochMilliseconds: 0, stream: .stdout, message: "\($0)") }
        let group = LogGroup(.function("f"), in: .usEast1)
        let short = LogBatch(group: group, streamName: "s", requestId: nil, entries: lines)

        #expect(short.weight == .init(entries: 10, bytes: 640))
    }

    @Test func `dropped entries are reported per stream, once`() {
        var waiting = WaitingBatches(limits: .init(entries: 1, bytes: .max))
        for stream in ["a", "b", "a", "c"] { _ = waiting.append(batch(0, stream: stream)) }

        #expect(waiting.popLoad().missing == [key("a"): 2, key("b"): 1])
        #expect(waiting.popLoad().missing == [:])
    }

    @Test func `a failed load is reported later, with earlier losses`() {
        var waiting = WaitingBatches(limits: .init(entries: 2, bytes: .max))
        for _ in 0..<3 { _ = waiting.append(batch(0, stream: "a")) }
        let load = waiting.popLoad()
        waiting.recordLoss(of: load)

        #expect(waiting.lost == 3)
        #expect(waiting.popLoad().missing == [key("a"): 3])
    }

    @Test(arguments: [999, 1000, 1001, 2500])
    func `a load has at most a thousand batches, in order`(count: Int) {
        var waiting = WaitingBatches()
        for number in 0..<count { _ = waiting.append(batch(number)) }
        var loads: [WaitingBatches.Load] = []
        while waiting.count > 0 { loads.append(waiting.popLoad()) }

        #expect(loads.allSatisfy { $0.batches.count <= 1000 })
        #expect(loads.count == (count + 999) / 1000)
        #expect(loads.flatMap(\.batches).map(\.requestId) == (0..<count).map(String.init))
        #expect(loads.last?.through == count)
        #expect(loads.first?.through == min(count, 1000))
    }

    @Test func `a load has about eight megabytes at most`() {
        var waiting = WaitingBatches()
        for number in 0..<20 { _ = waiting.append(batch(number, bytes: 1 << 20)) }

        #expect(waiting.popLoad().batches.count == 8)
    }

    @Test func `the first and the thousandth batch wake the writer`() {
        var waiting = WaitingBatches()
        let wakes = (1...2000).filter { waiting.append(batch($0)) }

        #expect(wakes == [1, 1000])
    }

    @Test func `a load of an empty queue is empty`() {
        var waiting = WaitingBatches()

        #expect(waiting.popLoad().batches.isEmpty)
        #expect(waiting.popLoad().through == 0)
    }

    @Test func `order is kept through any sequence of appends and loads`() {
        var waiting = WaitingBatches()
        var came = 0
        var gone: [String?] = []
        for round in 1...50 {
            for _ in 0..<(round * 37 % 1500) {
                _ = waiting.append(batch(came))
                came += 1
            }
            gone += waiting.popLoad().batches.map(\.requestId)
        }
        while waiting.count > 0 { gone += waiting.popLoad().batches.map(\.requestId) }

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

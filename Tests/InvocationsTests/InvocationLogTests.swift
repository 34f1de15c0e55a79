import Invocations
import Testing

@Suite struct InvocationLogTests {
    @Test func `lines are separated however they are written`() {
        let log = InvocationLog()
        for part in ["one\ntw", "o\n\nthr", "ee"] { log.write(Array(part.utf8), to: .stdout) }

        #expect(log.drain().map(\.message) == ["one", "two", "", "three"])
    }

    @Test func `each stream has its own lines`() {
        let log = InvocationLog()
        log.write(Array("out".utf8), to: .stdout)
        log.write(Array("err\n".utf8), to: .stderr)
        log.write(Array("put\n".utf8), to: .stdout)

        #expect(log.drain().map { "\($0.stream): \($0.message)" } == ["stderr: err", "stdout: output"])
    }

    @Test func `drained lines are gone`() {
        let log = InvocationLog()
        log.writePlatformLine("START")

        #expect(log.drain().count == 1)
        #expect(log.drain().isEmpty)
    }

    @Test func `bytes that are not UTF-8 are replaced`() {
        let log = InvocationLog()
        log.write([0x61, 0xFF, 0x0A], to: .stdout)

        #expect(log.drain().map(\.message) == ["a\u{FFFD}"])
    }

    @Test(arguments: [0, 1])
    func `a log is cut past its limit`(excess: Int) {
        let log = InvocationLog()
        log.write([UInt8](repeating: 0x78, count: InvocationLog.byteLimit + excess), to: .stdout)
        let entries = log.drain()

        #expect(entries.first?.message.utf8.count == InvocationLog.byteLimit)
        #expect(entries.count == 1 + excess)
    }

    @Test(arguments: [0, 1, 7 << 20])
    func `empty lines are cut past the limit of lines`(excess: Int) {
        let log = InvocationLog()
        log.write([UInt8](repeating: 0x0A, count: InvocationLog.lineLimit), to: .stdout)
        for stream in [LogEntry.Stream.stdout, .stderr] {
            log.write([UInt8](repeating: 0x0A, count: excess), to: stream)
        }
        let entries = log.drain()

        #expect(entries.count == InvocationLog.lineLimit + (excess > 0 ? 1 : 0))
        #expect(excess == 0 || entries.last?.message.hasPrefix("[brink] \(2 * excess) more bytes") == true)
    }

    @Test func `short lines count as 64 bytes`() {
        let log = InvocationLog()
        let long = [UInt8](repeating: 0x78, count: InvocationLog.byteLimit - 128) + [0x0A]
        log.write(long, to: .stdout)
        for line in ["a\n", "b\n", "c\n"] { log.write(Array(line.utf8), to: .stdout) }

        #expect(log.drain().dropFirst().map { $0.message.prefix(15) } == ["a", "b", "[brink] 2 more "])
    }

    @Test func `a drained log has room again`() {
        let log = InvocationLog()
        log.write([UInt8](repeating: 0x0A, count: InvocationLog.lineLimit + 1), to: .stderr)
        _ = log.drain()
        log.write(Array("later\n".utf8), to: .stderr)

        #expect(log.drain().map(\.message) == ["later"])
    }

    @Test func `a line that has begun is kept when the log is full of another stream's`() {
        let log = InvocationLog()
        log.write(Array("begun".utf8), to: .stderr)
        log.write([UInt8](repeating: 0x0A, count: InvocationLog.lineLimit + 1), to: .stdout)
        log.write(Array(" and ended\nlost\n".utf8), to: .stderr)
        let messages = log.drain().suffix(2).map(\.message)

        #expect(messages.first == "begun and ended")
        #expect(messages.last?.hasPrefix("[brink] 6 more bytes") == true)
    }

    @Test func `lines of many threads are kept`() async {
        let log = InvocationLog()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { log.write(Array("line\n".utf8), to: .stdout) } }
            }
        }

        #expect(log.drain().count == 8000)
    }
}

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

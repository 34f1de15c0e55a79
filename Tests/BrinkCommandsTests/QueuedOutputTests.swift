import BrinkCommands
import Glibc
import Synchronization
import SystemPackage
import TerminalOutput
import Testing

/// `QueuedOutput` with readers that do not read, or not yet.
@Suite(.timeLimit(.minutes(1))) struct QueuedOutputTests {
    private static let line = Array((String(repeating: "x", count: 999) + "\n").utf8)

    @Test func `writing does not wait for the reader, and reports dropped texts`() async throws {
        let (reader, writer) = try FileDescriptor.pipe()
        let dropped = Mutex(0)
        let output = QueuedOutput(to: StandardStream(descriptor: writer), capacity: 100) { count in
            dropped.withLock { $0 += count }
        }

        // Far more than a pipe and the queue hold; each call returns although nothing is read.
        for _ in 1...10_000 { output.write { Self.line } }
        async let readBytes = Self.countBytes(of: reader)
        await output.close(within: .seconds(60))
        try writer.close()

        let written = try await readBytes / Self.line.count
        #expect(written >= 100)
        #expect(dropped.withLock { $0 } == 10_000 - written)
    }

    @Test func `closing waits for a reader for a limited time`() async throws {
        let (reader, writer) = try FileDescriptor.pipe()
        let output = QueuedOutput(to: StandardStream(descriptor: writer), capacity: 1000) { _ in }
        for _ in 1...1000 { output.write { Self.line } }

        await output.close(within: .milliseconds(1))

        // Lets the thread end.
        _ = signal(SIGPIPE, SIG_IGN)
        try reader.close()
    }

    @Test func `texts are written in order, and none is lost at the end`() async throws {
        let (reader, writer) = try FileDescriptor.pipe()
        let output = QueuedOutput(to: StandardStream(descriptor: writer), capacity: 100) { _ in }

        for number in 1...100 { output.write { Array("\(number)\n".utf8) } }
        await output.close(within: .seconds(60))
        try writer.close()

        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
        let expected = (1...100).map { "\($0)\n" }.joined()
        #expect(String(decoding: buffer[..<count], as: UTF8.self) == expected)
        try reader.close()
    }

    /// Reads to the end on a thread that may block.
    @concurrent
    private static func countBytes(of reader: FileDescriptor) async throws -> Int {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var total = 0
        while true {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
            guard count > 0 else {
                try reader.close()
                return total
            }
            total += count
        }
    }
}

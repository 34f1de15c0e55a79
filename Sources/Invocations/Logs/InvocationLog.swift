import Synchronization

/// Collects the log lines of one instance until they are drained.
///
/// Any thread may write. What comes past ``byteLimit`` or ``lineLimit`` is dropped, and a last line reports how much, so
/// that a handler that logs without end cannot exhaust the host.
package final class InvocationLog: Sendable {
    /// The bytes that are kept between two calls of ``drain()``.
    package static let byteLimit = 8 << 20
    /// The lines that are kept between two calls of ``drain()``.
    package static let lineLimit = 1 << 15

    fileprivate struct Lines {
        var entries: [LogEntry] = []
        var unfinished: [LogEntry.Stream: (since: Int64, bytes: [UInt8])] = [:]
        var keptBytes = 0
        var droppedBytes = 0
    }

    private let lines = Mutex(Lines())
    private let pass: (@Sendable ([UInt8], LogEntry.Stream, _ asRecord: Bool) -> Void)?

    /// Creates an empty log; given a function, the log keeps no output and passes each write on to it.
    package init(
        passingTo pass: (@Sendable ([UInt8], LogEntry.Stream, _ asRecord: Bool) -> Void)? = nil
    ) {
        self.pass = pass
    }

    /// Appends output of a stream: whole lines, parts of lines, or several lines.
    ///
    /// Bytes that are not UTF-8 become U+FFFD.
    package func write(_ bytes: [UInt8], to stream: LogEntry.Stream) {
        write(bytes, to: stream, asRecord: false)
    }

    /// Appends output of a stream; of a record only a newline at its end ends the line.
    package func write(_ bytes: [UInt8], to stream: LogEntry.Stream, asRecord: Bool) {
        if let pass { return pass(bytes, stream, asRecord) }
        func endOfLine(in rest: ArraySlice<UInt8>) -> Int? {
            let newline = UInt8(ascii: "\n")
            guard asRecord else { return rest.firstIndex(of: newline) }
            return rest.last == newline ? rest.endIndex - 1 : nil
        }
        lines.withLock { lines in
            var rest = bytes[...]
            while !lines.drops(stream), let newline = endOfLine(in: rest) {
                lines.extend(stream, with: rest[..<newline])
                lines.finish(stream)
                rest = rest[(newline + 1)...]
            }
            if lines.drops(stream) {
                lines.droppedBytes += rest.count
            } else if !rest.isEmpty {
                lines.extend(stream, with: rest)
            }
        }
    }

    /// Appends a line of the platform's.
    package func writePlatformLine(_ message: String) {
        lines.withLock { $0.entries.append(.platform(message)) }
    }

    /// Removes and returns all lines, unfinished ones included.
    package func drain() -> [LogEntry] {
        lines.withLock { lines in
            if lines.entries.isEmpty && lines.unfinished.isEmpty { return [] }
            for stream in [LogEntry.Stream.stdout, .stderr] { lines.finish(stream) }
            if lines.droppedBytes > 0 {
                let dropped = "[brink] \(lines.droppedBytes) more bytes were logged and dropped"
                let limits = "\(Self.byteLimit) bytes and \(Self.lineLimit) lines"
                lines.entries.append(.platform("\(dropped): an invocation keeps \(limits)"))
            }
            let drained = lines.entries
            lines = Lines()
            return drained
        }
    }
}

extension InvocationLog.Lines {
    /// True if a stream's next line is dropped; a line that has begun is finished.
    fileprivate func drops(_ stream: LogEntry.Stream) -> Bool {
        let isFull = keptBytes >= InvocationLog.byteLimit || entries.count >= InvocationLog.lineLimit
        return isFull && unfinished[stream] == nil
    }

    fileprivate mutating func extend(_ stream: LogEntry.Stream, with bytes: ArraySlice<UInt8>) {
        let room = max(0, InvocationLog.byteLimit - keptBytes)
        keptBytes += min(room, bytes.count)
        droppedBytes += bytes.count - min(room, bytes.count)
        unfinished[stream, default: (WallClock.epochMilliseconds, [])].bytes += bytes.prefix(room)
    }

    fileprivate mutating func finish(_ stream: LogEntry.Stream) {
        guard let line = unfinished.removeValue(forKey: stream) else { return }
        keptBytes += max(0, LogEntry.leastBytes - line.bytes.count)
        let message = String(decoding: line.bytes, as: UTF8.self)
        entries.append(LogEntry(epochMilliseconds: line.since, stream: stream, message: message))
    }
}

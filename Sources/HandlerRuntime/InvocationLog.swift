import Synchronization

/// One line that a function, or the platform for it, wrote.
public struct LogEntry: Sendable, Equatable {
    /// Who wrote it.
    public enum Stream: String, Sendable {
        /// The function, to its standard output.
        case stdout
        /// The function, to its standard error.
        case stderr
        /// The platform: START, END, REPORT and the like.
        case platform
    }

    /// When the line was begun, in milliseconds since 1970.
    public var epochMilliseconds: Int64

    /// Who wrote it.
    public var stream: Stream

    /// The text without the newline that ended it.
    ///
    /// Newlines inside one record are carriage returns, as on the platform.
    public var message: String

    /// Describes a line.
    public init(epochMilliseconds: Int64, stream: Stream, message: String) {
        self.epochMilliseconds = epochMilliseconds
        self.stream = stream
        self.message = message
    }
}

/// Collects what one instance of a function writes, line by line, until somebody takes it.
///
/// Any thread may write. It is bounded: past the limit lines are counted and dropped, and the count is told in
/// a last line, so that a handler that logs without end cannot exhaust the host.
public final class InvocationLog: Sendable {
    /// The bytes that are kept between two calls of ``take()``.
    public static let byteLimit = 8 << 20

    fileprivate struct Lines {
        var entries: [LogEntry] = []
        var unfinished: [LogEntry.Stream: (since: Int64, bytes: [UInt8])] = [:]
        var keptBytes = 0
        var droppedBytes = 0
    }

    private let lines = Mutex(Lines())
    private let pass: (@Sendable ([UInt8], LogEntry.Stream) -> Void)?

    /// Makes an empty log.
    public init() {
        pass = nil
    }

    /// Makes a log that keeps nothing and passes on what is written, as it is written.
    package init(passingTo pass: @escaping @Sendable ([UInt8], LogEntry.Stream) -> Void) {
        self.pass = pass
    }

    /// Adds what was written to a stream: whole lines, parts of lines, or several at once.
    ///
    /// Bytes that are not UTF-8 become U+FFFD.
    public func write(_ bytes: [UInt8], to stream: LogEntry.Stream) {
        if let pass { return pass(bytes, stream) }
        lines.withLock { lines in
            var rest = bytes[...]
            while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
                lines.extend(stream, with: rest[..<newline])
                lines.finish(stream)
                rest = rest[(newline + 1)...]
            }
            if !rest.isEmpty { lines.extend(stream, with: rest) }
        }
    }

    /// Adds a line of the platform's.
    public func writePlatformLine(_ message: String) {
        lines.withLock { lines in
            lines.entries.append(
                LogEntry(epochMilliseconds: WallClock.epochMilliseconds, stream: .platform, message: message)
            )
        }
    }

    /// Hands out all lines since the last time, unfinished ones included, and forgets them.
    public func take() -> [LogEntry] {
        lines.withLock { lines in
            if lines.entries.isEmpty && lines.unfinished.isEmpty { return [] }
            for stream in [LogEntry.Stream.stdout, .stderr] { lines.finish(stream) }
            if lines.droppedBytes > 0 {
                let message =
                    "[brink] \(lines.droppedBytes) more bytes were logged and dropped: "
                    + "an invocation keeps \(Self.byteLimit)"
                lines.entries.append(
                    LogEntry(
                        epochMilliseconds: WallClock.epochMilliseconds,
                        stream: .platform,
                        message: message
                    )
                )
            }
            let taken = lines.entries
            lines = Lines()
            return taken
        }
    }
}

extension InvocationLog.Lines {
    fileprivate mutating func extend(_ stream: LogEntry.Stream, with bytes: ArraySlice<UInt8>) {
        let room = max(0, InvocationLog.byteLimit - keptBytes)
        keptBytes += min(room, bytes.count)
        droppedBytes += bytes.count - min(room, bytes.count)
        unfinished[stream, default: (WallClock.epochMilliseconds, [])].bytes += bytes.prefix(room)
    }

    fileprivate mutating func finish(_ stream: LogEntry.Stream) {
        guard let line = unfinished.removeValue(forKey: stream) else { return }
        guard droppedBytes == 0 || !line.bytes.isEmpty else { return }
        entries.append(
            LogEntry(
                epochMilliseconds: line.since,
                stream: stream,
                message: String(decoding: line.bytes, as: UTF8.self)
            )
        )
    }
}

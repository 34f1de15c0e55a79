/// A log line of a function, or of the platform about it.
///
/// ## Usage
///
/// ```swift
/// func printed(_ outcome: InvocationOutcome) -> [String] {
///     outcome.logs.filter { $0.stream == .stdout }.map(\.message)
/// }
/// ```
public struct LogEntry: Sendable, Equatable {
    /// The writer of a line.
    public enum Stream: String, Sendable {
        /// The function's standard output.
        case stdout
        /// The function's standard error.
        case stderr
        /// The platform: START, END, REPORT and the like.
        case platform
    }

    /// The time at which the line began, in milliseconds since 1970.
    public var epochMilliseconds: Int64

    /// The writer.
    public var stream: Stream

    /// The text without the newline that ended it; a record of Node's console keeps its inner newlines.
    public var message: String

    /// Creates a line.
    public init(epochMilliseconds: Int64, stream: Stream, message: String) {
        self.epochMilliseconds = epochMilliseconds
        self.stream = stream
        self.message = message
    }

    /// The bytes that a line takes at least, in memory or stored, however short it is.
    static let leastBytes = 64

    /// The bytes that the line counts for against limits.
    package var countedBytes: Int { max(Self.leastBytes, message.utf8.count) }

    /// Makes a line of the platform's.
    static func platform(_ message: String, at time: Int64 = WallClock.epochMilliseconds) -> LogEntry {
        LogEntry(epochMilliseconds: time, stream: .platform, message: message)
    }
}

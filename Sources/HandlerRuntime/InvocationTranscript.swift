/// What the function and the platform wrote about one invocation.
///
/// The platform's own lines are put into words when somebody reads them: hardly anybody reads all of them.
public struct InvocationTranscript: Sendable {
    /// The lines that stand around those of an invocation.
    public struct Frame: Sendable {
        /// When the invocation began, in milliseconds since 1970.
        public var beganAt: Int64
        /// The function's version.
        public var version: String
        /// How it ended.
        public var status: PlatformLines.Status

        /// Describes the lines START, END and REPORT.
        public init(beganAt: Int64, version: String, status: PlatformLines.Status) {
            self.beganAt = beganAt
            self.version = version
            self.status = status
        }
    }

    /// The lines before START: those of an init phase, and what was written since the last invocation.
    public var earlierLines: [LogEntry]

    /// The lines of the invocation.
    public var lines: [LogEntry]

    /// The platform's lines around ``lines``, if there are any.
    public var frame: Frame?

    /// Holds lines.
    public init(earlierLines: [LogEntry] = [], lines: [LogEntry] = [], frame: Frame? = nil) {
        self.earlierLines = earlierLines
        self.lines = lines
        self.frame = frame
    }

    /// All lines in order.
    package func entries(of report: InvocationReport) -> [LogEntry] {
        guard let frame else { return earlierLines + lines }
        let endedAt = max(
            frame.beganAt + Int64(report.duration.milliseconds),
            lines.last?.epochMilliseconds ?? 0
        )
        func line(_ message: String, at time: Int64) -> LogEntry {
            LogEntry(epochMilliseconds: time, stream: .platform, message: message)
        }
        return earlierLines
            + [
                line(
                    PlatformLines.start(requestId: report.requestId, version: frame.version),
                    at: frame.beganAt
                )
            ]
            + lines
            + [
                line(PlatformLines.end(requestId: report.requestId), at: endedAt),
                line(PlatformLines.report(report, frame.status), at: endedAt),
            ]
    }
}

/// The log lines of one invocation.
///
/// The platform's own lines are formatted only when they are read, which is rare.
package struct InvocationTranscript: Sendable {
    /// The facts in an invocation's START, END and REPORT lines that its report lacks.
    package struct Boundaries: Sendable {
        /// The start of the invocation, in milliseconds since 1970.
        package var beganAt: Int64
        /// The function's version.
        package var version: String
        /// The way in which the invocation ended.
        package var status: PlatformLines.Status

        package init(beganAt: Int64, version: String, status: PlatformLines.Status) {
            self.beganAt = beganAt
            self.version = version
            self.status = status
        }
    }

    /// The lines before START: those of an init phase, and those since the last invocation.
    package var earlierLines: [LogEntry]

    /// The lines of the invocation.
    package var lines: [LogEntry]

    /// The platform's lines around ``lines``, if there are any.
    package var boundaries: Boundaries?

    package init(earlierLines: [LogEntry] = [], lines: [LogEntry] = [], boundaries: Boundaries? = nil) {
        self.earlierLines = earlierLines
        self.lines = lines
        self.boundaries = boundaries
    }

    /// Returns all lines in order, with the platform's lines for `report`.
    package func entries(of report: InvocationReport) -> [LogEntry] {
        guard let boundaries else { return earlierLines + lines }
        let endedAt = max(
            boundaries.beganAt + Int64(report.duration.milliseconds),
            lines.last?.epochMilliseconds ?? 0
        )
        let start = PlatformLines.start(requestId: report.requestId, version: boundaries.version)
        return earlierLines
            + [.platform(start, at: boundaries.beganAt)]
            + lines
            + [
                .platform(PlatformLines.end(requestId: report.requestId), at: endedAt),
                .platform(PlatformLines.report(report, boundaries.status), at: endedAt),
            ]
    }
}

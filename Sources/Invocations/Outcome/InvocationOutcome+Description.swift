import CloudFrontEvents

extension InvocationOutcome: CustomStringConvertible {
    /// The number of the function's log lines in ``description``.
    private static let shownLogLines = 5

    /// The verdict or failure, the function's last log lines, duration and memory: one fact per line.
    public var description: String {
        let written = transcript.earlierLines + transcript.lines
        let omitted = max(0, written.count - Self.shownLogLines)
        let report =
            "\(report.duration.roundedMilliseconds) ms, \(report.usedMemoryMB) of \(report.memoryLimitMB) MB"
        return
            ([verdictLine]
            + warnings.map { "warning \($0.rule.id): \($0.message)" }
            + (omitted > 0 ? ["(\(omitted) earlier log lines)"] : [])
            + written.suffix(Self.shownLogLines).map { "\($0.stream.rawValue): \($0.message)" }
            + [report])
            .joined(separator: "\n")
    }

    private var verdictLine: String {
        if let refusal { return "\(kind.rawValue) by \(refusal.rule.id): \(refusal.message)" }
        if let failure { return "\(kind.rawValue): \(failure)" }
        if let request { return "\(kind.rawValue): request \(request.method) \(request.uri)" }
        if let response { return "\(kind.rawValue): response \(response.status)" }
        return kind.rawValue
    }
}

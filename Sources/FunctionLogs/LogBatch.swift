public import HandlerRuntime

/// What one invocation logged: where it goes, and a way to get at it when it is written.
public struct LogBatch: Sendable {
    /// How much of a writer's room a batch takes while it waits.
    public struct Weight: Sendable, Equatable {
        /// The number of entries, more or less.
        public var entries: Int
        /// Their length, more or less.
        public var bytes: Int

        /// Describes a weight.
        public init(entries: Int, bytes: Int) {
            self.entries = entries
            self.bytes = bytes
        }
    }

    /// Where it goes.
    public let group: LogGroup
    /// The stream of the group, which is made when it is not there.
    public let streamName: String
    /// The invocation; nil when it belongs to none.
    public let requestId: String?
    /// How much of the writer's room it takes.
    public let weight: Weight
    /// Puts the entries into words, on the writer's thread.
    public let entries: @Sendable () -> [LogEntry]

    /// Describes a batch whose entries are yet to be put into words.
    public init(
        group: LogGroup,
        streamName: String,
        requestId: String?,
        weight: Weight,
        entries: @escaping @Sendable () -> [LogEntry]
    ) {
        self.group = group
        self.streamName = streamName
        self.requestId = requestId
        self.weight = weight
        self.entries = entries
    }

    /// Describes a batch of entries.
    public init(group: LogGroup, streamName: String, requestId: String?, entries: [LogEntry]) {
        self.init(
            group: group,
            streamName: streamName,
            requestId: requestId,
            weight: Weight(entries: entries.count, bytes: entries.bytes),
            entries: { entries }
        )
    }

    /// Describes what an invocation and the platform for it wrote.
    public init(of outcome: InvocationOutcome, group: LogGroup, streamName: String) {
        let transcript = outcome.transcript
        let report = outcome.report
        let frame = transcript.frame == nil ? Weight(entries: 0, bytes: 0) : Self.frameWeight
        self.init(
            group: group,
            streamName: streamName,
            requestId: report.requestId,
            weight: Weight(
                entries: transcript.earlierLines.count + transcript.lines.count + frame.entries,
                bytes: transcript.earlierLines.bytes + transcript.lines.bytes + frame.bytes
            ),
            entries: { transcript.entries(of: report) }
        )
    }

    /// What START, END and REPORT weigh.
    private static let frameWeight = Weight(entries: 3, bytes: 512)

    /// Describes what CloudFront writes about a result that it refused.
    ///
    /// Source: `I:aws-ia/cloudformation-aws-marketplace-saas#54`, `C:lambda-edge-testing-debugging`.
    ///
    /// - Parameters:
    ///   - log: the refusal's text, which begins with `Validation error: `.
    ///   - edgeRequestId: the request's `x-amz-cf-id`.
    ///   - requestId: the invocation's id.
    ///   - group: a distribution's group, where the function ran.
    ///   - streamName: the stream, of ``LogStreamName/make(version:epochMilliseconds:)``.
    ///   - epochMilliseconds: when it was refused, in milliseconds since 1970.
    /// - Returns: a batch of one entry.
    public static func validationError(
        _ log: String,
        edgeRequestId: String,
        requestId: String?,
        group: LogGroup,
        streamName: String,
        epochMilliseconds: Int64
    ) -> LogBatch {
        let record = "(\(edgeRequestId)) ERROR \(log)".split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let entry = LogEntry(
            epochMilliseconds: epochMilliseconds,
            stream: .platform,
            message: record.joined(separator: "\r")
        )
        return LogBatch(group: group, streamName: streamName, requestId: requestId, entries: [entry])
    }
}

extension [LogEntry] {
    /// The length of all messages.
    fileprivate var bytes: Int { reduce(0) { $0 + $1.message.utf8.count } }
}

package import Invocations

/// The entries of one invocation, formatted only when they are written, with their stream.
package struct LogBatch: Sendable {
    /// The size of a batch in the writer's queue.
    package struct Weight: Sendable, Equatable {
        /// The approximate number of entries.
        package var entries: Int
        /// Their approximate length, in bytes.
        package var bytes: Int

        /// Creates a weight.
        package init(entries: Int, bytes: Int) {
            self.entries = entries
            self.bytes = bytes
        }
    }

    /// The group of the stream.
    package let group: LogGroup
    /// The name of the stream, which is created if it does not exist.
    package let streamName: String
    /// The ID of the invocation; nil for entries outside invocations.
    package let requestId: String?
    /// The size in the writer's queue.
    package let weight: Weight
    /// Formats the entries, on the writer's thread.
    package let entries: @Sendable () -> [LogEntry]

    /// Creates a batch whose entries are formatted later.
    package init(
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

    /// Creates a batch of entries.
    package init(group: LogGroup, streamName: String, requestId: String?, entries: [LogEntry]) {
        self.init(
            group: group,
            streamName: streamName,
            requestId: requestId,
            weight: Weight(entries: entries.count, bytes: entries.bytes),
            entries: { entries }
        )
    }

    /// Creates a batch of an invocation's lines and the platform's lines about it.
    package init(of outcome: InvocationOutcome, group: LogGroup, streamName: String) {
        let transcript = outcome.transcript
        let report = outcome.report
        let boundaries = transcript.boundaries == nil ? Weight(entries: 0, bytes: 0) : Self.boundariesWeight
        self.init(
            group: group,
            streamName: streamName,
            requestId: report.requestId,
            weight: Weight(
                entries: transcript.earlierLines.count + transcript.lines.count + boundaries.entries,
                bytes: transcript.earlierLines.bytes + transcript.lines.bytes + boundaries.bytes
            ),
            entries: { transcript.entries(of: report) }
        )
    }

    /// The weight of START, END and REPORT.
    private static let boundariesWeight = Weight(entries: 3, bytes: 512)

    /// Creates the record that CloudFront writes about a refused result.
    ///
    /// Source: `I:aws-ia/cloudformation-aws-marketplace-saas#54`, `C:lambda-edge-testing-debugging`.
    ///
    /// - Parameters:
    ///   - log: the refusal's text, beginning with `Validation error: `.
    ///   - edgeRequestId: the request's `x-amz-cf-id`.
    ///   - requestId: the invocation's ID.
    ///   - group: the distribution's group in the region where the function ran.
    ///   - streamName: the stream, from ``LogStreamName/make(version:epochMilliseconds:)``.
    ///   - epochMilliseconds: the time of the refusal, in milliseconds since 1970.
    /// - Returns: a batch of one entry.
    package static func validationError(
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
    /// The total length of the messages.
    fileprivate var bytes: Int { reduce(0) { $0 + $1.message.utf8.count } }
}

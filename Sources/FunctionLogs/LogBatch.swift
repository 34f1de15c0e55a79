package import Invocations

/// The entries of one invocation, formatted only when they are written, with their stream.
package struct LogBatch: Sendable {
    /// The approximate number of entries and their length.
    package struct Weight: Sendable, Equatable {
        package var entries: Int
        package var bytes: Int

        package init(entries: Int, bytes: Int) {
            self.entries = entries
            self.bytes = bytes
        }
    }

    /// The stream, which is created if it does not exist.
    package let stream: LogStreamKey
    /// The ID of the invocation; nil for entries outside invocations.
    package let requestId: String?
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
        stream = LogStreamKey(group: group, name: streamName)
        self.requestId = requestId
        self.weight = weight
        self.entries = entries
    }

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
    /// The text begins with `Validation error: `; `edgeRequestId` is the request's `x-amz-cf-id`.
    /// Source: `I:aws-ia/cloudformation-aws-marketplace-saas#54`, `C:lambda-edge-testing-debugging`.
    package static func validationError(
        _ log: String,
        edgeRequestId: String,
        requestId: String?,
        group: LogGroup,
        streamName: String,
        epochMilliseconds: Int64
    ) -> LogBatch {
        let message = "(\(edgeRequestId)) ERROR \(log)".replacing("\n", with: "\r")
        let entry = LogEntry(epochMilliseconds: epochMilliseconds, stream: .platform, message: message)
        return LogBatch(group: group, streamName: streamName, requestId: requestId, entries: [entry])
    }
}

/// The identity of a stream.
package struct LogStreamKey: Hashable, Sendable {
    package let group: LogGroup
    package let name: String

    package init(group: LogGroup, name: String) {
        self.group = group
        self.name = name
    }
}

extension [LogEntry] {
    /// The bytes that the entries count for.
    fileprivate var bytes: Int { reduce(0) { $0 + $1.countedBytes } }
}

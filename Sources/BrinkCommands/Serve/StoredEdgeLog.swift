import CloudFrontEvents
import EdgeEmulator
import FunctionLogs
import Invocations

/// Logs to a store, by log group and region as CloudFront does (C:edge-functions-logs).
struct StoredEdgeLog: EdgeLog {
    private let writer: LogWriter
    private let streamName: String

    init(_ writer: LogWriter) {
        self.writer = writer
        streamName = LogStreamName.make(version: "1", epochMilliseconds: WallClock.epochMilliseconds)
    }

    func note(_ outcome: InvocationOutcome, of function: FunctionAddress) {
        // The emulator runs functions in regions of the edge only.
        guard let region = EdgeRegion(function.region) else { return }
        let group = LogGroup(.function(function.name), in: region)
        let stream = outcome.report.logStreamName
        writer.append(LogBatch(of: outcome, group: group, streamName: stream.isEmpty ? streamName : stream))
    }

    func note(_ refusal: Refusal, requestId: String, distributionId: String, region: EdgeRegion) {
        writer.append(
            LogBatch.validationError(
                refusal.log,
                edgeRequestId: requestId,
                requestId: nil,
                group: LogGroup(.distribution(distributionId), in: region),
                streamName: streamName,
                epochMilliseconds: WallClock.epochMilliseconds
            )
        )
    }
}

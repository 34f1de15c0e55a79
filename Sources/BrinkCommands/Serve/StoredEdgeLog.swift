import CloudFrontEvents
import EdgeEmulator
import FunctionLogs
import HandlerRuntime

/// Writes what is logged about requests to a store, group by group and region by region as the platform does
/// (C:edge-functions-logs).
struct StoredEdgeLog: EdgeLog {
    let writer: LogWriter
    private let streamName: String

    /// Writes to a store from now on.
    init(_ writer: LogWriter) {
        self.writer = writer
        streamName = LogStreamName.make(version: "1", epochMilliseconds: WallClock.epochMilliseconds)
    }

    func note(_ outcome: InvocationOutcome, of function: FunctionAddress) {
        let group = LogGroup(.function(function.function), in: function.region)
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

/// The lines that the platform itself writes into a function's log (`docs/platform.md`, "Log lines").
///
/// Source: `L:nodejs-logging`, `CL:lambda-runtime-environment`.
package enum PlatformLines {
    /// The end of an invocation or init phase in its report line.
    package enum Status: Sendable {
        case success
        case timeout
        case error(type: String)

        fileprivate var suffix: String {
            switch self {
            case .success: ""
            case .timeout: "Status: timeout"
            case .error(let type): "Status: error\tError Type: \(type)"
            }
        }
    }

    /// Formats the first line of an invocation.
    package static func start(requestId: String, version: String) -> String {
        "START RequestId: \(requestId) Version: \(version)"
    }

    /// Formats the line after an invocation's own lines.
    package static func end(requestId: String) -> String { "END RequestId: \(requestId)" }

    /// Formats the line with an invocation's durations and memory.
    package static func report(_ report: InvocationReport, _ status: Status) -> String {
        var fields = [
            "REPORT RequestId: \(report.requestId)",
            "Duration: \(twoDecimals(report.duration.milliseconds)) ms",
            "Billed Duration: \(report.billedDurationMs) ms",
            "Memory Size: \(report.memoryLimitMB) MB",
            "Max Memory Used: \(report.usedMemoryMB) MB",
        ]
        if let initDuration = report.initDuration {
            fields.append("Init Duration: \(twoDecimals(initDuration.milliseconds)) ms")
        }
        return fields.joined(separator: "\t") + "\t" + status.suffix
    }

    /// Formats the line about an init phase that failed or timed out.
    package static func initReport(duration: Duration, _ status: Status) -> String {
        "INIT_REPORT Init Duration: \(twoDecimals(duration.milliseconds)) ms\tPhase: init\t\(status.suffix)"
    }

    /// Formats the error message of an invocation that exceeded its timeout.
    ///
    /// Source: `R:rie/handlers.go`.
    package static func timeoutMessage(after timeout: Duration) -> String {
        "Task timed out after \(twoDecimals(timeout.milliseconds / 1000)) seconds"
    }

    private static func twoDecimals(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}

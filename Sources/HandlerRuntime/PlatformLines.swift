/// The lines that the platform itself writes into a function's log.
///
/// Source: `L:nodejs-logging`, `CL:lambda-runtime-environment` (spec 5.6).
public enum PlatformLines {
    /// How a REPORT line tells that an invocation did not end well.
    public enum Status: Sendable {
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

    /// The line that an invocation begins with.
    public static func start(requestId: String, version: String) -> String {
        "START RequestId: \(requestId) Version: \(version)"
    }

    /// The line after the last of an invocation's own.
    public static func end(requestId: String) -> String {
        "END RequestId: \(requestId)"
    }

    /// The line that tells what an invocation took.
    public static func report(_ report: InvocationReport, _ status: Status) -> String {
        let usedMB = (report.maxMemoryUsedBytes + (1 << 20) - 1) >> 20
        var fields = [
            "REPORT RequestId: \(report.requestId)",
            "Duration: \(twoDecimals(report.duration.milliseconds)) ms",
            "Billed Duration: \(report.billedDurationMs) ms",
            "Memory Size: \(report.memoryLimitMB) MB",
            "Max Memory Used: \(usedMB) MB",
        ]
        if let initDuration = report.initDuration {
            fields.append("Init Duration: \(twoDecimals(initDuration.milliseconds)) ms")
        }
        return fields.joined(separator: "\t") + "\t" + status.suffix
    }

    /// The line about an init phase that did not end well.
    public static func initReport(duration: Duration, _ status: Status) -> String {
        "INIT_REPORT Init Duration: \(twoDecimals(duration.milliseconds)) ms\tPhase: init\t\(status.suffix)"
    }

    /// The message of an invocation whose time was up.
    ///
    /// Source: `R:rie/handlers.go`.
    public static func timeoutMessage(after timeout: Duration) -> String {
        "Task timed out after \(twoDecimals(timeout.milliseconds / 1000)) seconds"
    }

    private static func twoDecimals(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}

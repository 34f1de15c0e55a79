import FoundationEssentials
import HandlerRuntime

/// How an invocation ended, with all that its caller needs to know of it.
enum InvocationEnding: Error {
    case answered(HandlerAnswer)
    case failed(HandlerFailure)
    case exited(HandlerFailure)
    case timedOut
    case outOfMemory(HandlerFailure)
}

extension InvocationEnding {
    init(_ ending: GuestAnswer.Ending, requestId: String) {
        switch ending {
        case .completed(let result): self = .answered(result)
        case .failed(let failure): self = .failed(failure)
        case .exited(let failure): self = .exited(failure)
        case .interrupted: self = .timedOut
        case .outOfMemory: self = .outOfMemory(.killed(requestId: requestId))
        }
    }

    /// Whether the environment can take another invocation.
    ///
    /// A function's error leaves it as it is. Source: `N3:Runtime.js`, `P:bootstrap.py`.
    var environmentLives: Bool {
        switch self {
        case .answered, .failed: true
        case .exited, .timedOut, .outOfMemory: false
        }
    }

    var status: PlatformLines.Status {
        switch self {
        case .answered: .success
        case .failed(let failure), .exited(let failure), .outOfMemory(let failure):
            .error(type: failure.errorType)
        case .timedOut: .timeout
        }
    }
}

/// Gathers what there is to tell about one invocation, and tells it when it is over.
struct InvocationRecord {
    let requestId = UUID().uuidString.lowercased()
    var isColdStart = false
    var initDuration: Duration?

    private let function: FunctionConfiguration
    private var earlierLogs: [LogEntry] = []
    private var took = SupervisedAnswer.Usage()
    private var peakMemoryBytes = 0
    private var alreadyUsed = Duration.zero

    init(of function: FunctionConfiguration) {
        self.function = function
    }

    /// What is left of the function's timeout.
    var remaining: Duration { max(.zero, function.timeout - alreadyUsed) }

    var startLine: String { PlatformLines.start(requestId: requestId, version: function.version) }

    /// The trace header, in the platform's form: not sampled, since nothing collects it.
    var traceId: String {
        let id = requestId.filter { $0 != "-" }
        return "Root=1-\(id.prefix(8))-\(id.dropFirst(8));Parent=\(id.prefix(16));Sampled=0"
    }

    /// The log stream that an instance started by this invocation writes to.
    ///
    /// Source: `L:nodejs-logging`.
    var logStreamName: String {
        let day = WallClock.timestamp(epochMilliseconds: WallClock.epochMilliseconds).prefix(10)
        let id = requestId.filter { $0 != "-" }
        return "\(day.split(separator: "-").joined(separator: "/"))/[\(function.version)]\(id)"
    }

    mutating func keep(_ logs: [LogEntry]) {
        earlierLogs += logs
    }

    mutating func add(_ usage: SupervisedAnswer.Usage, peakMemoryBytes peak: Int) {
        took.wall += usage.wall
        took.cpu += usage.cpu
        peakMemoryBytes = max(peakMemoryBytes, peak)
    }

    /// Leaves the time that the init phase took out of the invocation's, as the platform does.
    mutating func forgetUsage() {
        took = .init()
    }

    mutating func countAgainstTimeout(_ duration: Duration?) {
        alreadyUsed += duration ?? .zero
    }

    /// Writes END and REPORT, and makes the outcome.
    func outcome(of ending: InvocationEnding, log: InvocationLog) -> InvocationOutcome {
        let report = InvocationReport(
            requestId: requestId,
            runtime: function.runtime,
            coldStart: isColdStart,
            initDuration: initDuration,
            duration: took.wall + alreadyUsed,
            cpuTime: took.cpu,
            memoryLimitMB: function.memoryMB,
            maxMemoryUsedBytes: peakMemoryBytes
        )
        log.writePlatformLine(PlatformLines.end(requestId: requestId))
        log.writePlatformLine(PlatformLines.report(report, ending.status))
        let logs = earlierLogs + log.take()
        return switch ending {
        case .answered(let answer):
            InvocationOutcome(kind: .accepted, answer: answer, logs: logs, report: report)
        case .failed(let failure):
            InvocationOutcome(kind: .failed, failure: failure, logs: logs, report: report)
        case .exited(let failure):
            // An uncaught exception ends the process too, and is told as the exception that it is.
            InvocationOutcome(
                kind: failure.errorType == HandlerFailure.exitErrorType ? .crashed : .failed,
                failure: failure,
                logs: logs,
                report: report
            )
        case .timedOut:
            InvocationOutcome(
                kind: .timedOut,
                failure: .timedOut(after: function.timeout),
                logs: logs,
                report: report
            )
        case .outOfMemory(let failure):
            InvocationOutcome(kind: .outOfMemory, failure: failure, logs: logs, report: report)
        }
    }
}

extension HandlerFailure {
    /// The type of a failure that was the end of the process and nothing else.
    ///
    /// Source: `R:rapid/handlers.go`.
    static let exitErrorType = "Runtime.ExitError"

    /// The failure of an invocation whose time was up.
    ///
    /// Source: `R:lambda-managed-instances/invoke/utils.go`.
    static func timedOut(after timeout: Duration) -> HandlerFailure {
        HandlerFailure(
            errorType: "Sandbox.Timedout",
            errorMessage: PlatformLines.timeoutMessage(after: timeout)
        )
    }

    /// The failure of an invocation that the platform would have killed.
    ///
    /// Source: `R:interop/model.go`.
    static func killed(requestId: String) -> HandlerFailure {
        HandlerFailure(
            errorType: exitErrorType,
            errorMessage: "RequestId: \(requestId) Error: Runtime exited with error: signal: killed"
        )
    }

    /// The failure of an invocation that never got at its interpreter.
    static let interpreterIsStuck = HandlerFailure(
        errorType: "Brink.InterpreterStuck",
        errorMessage:
            "the interpreter is held by an earlier invocation that timed out and cannot be interrupted"
    )
}

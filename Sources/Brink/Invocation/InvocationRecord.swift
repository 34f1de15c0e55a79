import Glibc
import HandlerRuntime
import InterpreterThreads
import Invocations

/// Collects the facts about one invocation and makes its outcome.
struct InvocationRecord {
    let id: RequestId
    let requestId: String
    var isolation = Isolation.inProcess
    /// The log stream of the instance; empty until one is known.
    var logStreamName = ""
    var isColdStart = false
    var initDuration: Duration?
    /// The part of the timeout that a repeated init phase used.
    var usedByInit = Duration.zero
    var usage = Usage()

    private let function: PreparedFunction
    private var transcript = InvocationTranscript()
    private var beganAt: Int64?
    private var peakMemoryBytes = 0

    /// Begins a record; `requestId` is the id's text where it was made before.
    init(of function: PreparedFunction, id: RequestId, requestId: String? = nil) {
        self.function = function
        self.id = id
        self.requestId = requestId ?? id.text
    }

    /// The remaining part of the function's timeout.
    var remaining: Duration { max(.zero, function.configuration.timeout - usedByInit) }

    /// The log stream of an instance that this invocation starts.
    ///
    /// Source: `L:nodejs-logging`.
    var ownLogStreamName: String {
        let date = WallClock.timestamp(epochMilliseconds: WallClock.epochMilliseconds).prefix(10)
        let day = date.split(separator: "-").joined(separator: "/")
        return "\(day)/[\(function.configuration.version)]\(id.digitText)"
    }

    /// Adds log lines: before START, or after it once the invocation has begun.
    mutating func add(_ lines: [LogEntry]) {
        if beganAt == nil { transcript.earlierLines += lines } else { transcript.lines += lines }
    }

    /// Sets the time of START, in milliseconds since 1970, unless it is set.
    mutating func begin(at time: Int64) {
        if beganAt == nil { beganAt = time }
    }

    mutating func add(_ more: Usage, peakMemoryBytes peak: Int) {
        usage.wall += more.wall
        usage.cpu += more.cpu
        peakMemoryBytes = max(peakMemoryBytes, peak)
    }

    /// Makes the outcome.
    mutating func outcome(of ending: CallCompletion.Ending) -> InvocationOutcome {
        let configuration = function.configuration
        let beganAt = beganAt ?? WallClock.epochMilliseconds
        let status = status(of: ending)
        transcript.boundaries = .init(beganAt: beganAt, version: configuration.version, status: status)
        let report = InvocationReport(
            requestId: requestId,
            runtime: configuration.runtime,
            isolation: isolation,
            coldStart: isColdStart,
            initDuration: initDuration,
            duration: usage.wall + usedByInit,
            cpuTime: usage.cpu,
            memoryLimitMB: configuration.memoryMB,
            maxMemoryUsedBytes: peakMemoryBytes,
            logStreamName: logStreamName
        )
        return InvocationOutcome(
            kind: ending.kind,
            encodedResult: ending.result,
            failure: failure(of: ending),
            transcript: transcript,
            report: report
        )
    }

    /// The status that the platform's log reports for an ending.
    func status(of ending: CallCompletion.Ending) -> PlatformLines.Status {
        switch ending {
        case .completed: .success
        case .interrupted: .timeout
        case .failed, .exited, .outOfMemory: .error(type: failure(of: ending)?.errorType ?? "")
        }
    }

    private func failure(of ending: CallCompletion.Ending) -> HandlerFailure? {
        switch ending {
        case .completed: nil
        case .failed(let failure), .exited(let failure):
            failure.explainingRuntimePackage(function.configuration.runtime)
        case .interrupted: .timedOut(after: function.configuration.timeout)
        // The platform would have killed it. Source: `R:interop/model.go`.
        case .outOfMemory: .exit(.signal(SIGKILL), requestId: requestId)
        }
    }
}

extension CallCompletion.Ending {
    fileprivate var kind: InvocationOutcome.Kind {
        switch self {
        case .completed: .accepted
        case .failed: .failed
        // An uncaught exception ends the process too, and is reported as that exception.
        case .exited(let failure): failure.errorType == HandlerFailure.exitErrorType ? .crashed : .failed
        case .interrupted: .timedOut
        case .outOfMemory: .outOfMemory
        }
    }

    fileprivate var result: EncodedResult? {
        if case .completed(let result) = self { result } else { nil }
    }
}

extension HandlerFailure {
    /// The failure of an invocation that reached its timeout.
    ///
    /// Source: `R:lambda-managed-instances/invoke/utils.go`.
    static func timedOut(after timeout: Duration) -> HandlerFailure {
        HandlerFailure(
            errorType: "Sandbox.Timedout",
            errorMessage: PlatformLines.timeoutMessage(after: timeout)
        )
    }

    /// The failure of an invocation that never reached its interpreter.
    static let interpreterIsStuck = HandlerFailure(
        errorType: "Brink.InterpreterStuck",
        errorMessage:
            "the interpreter is held by an earlier invocation that timed out and cannot be interrupted"
    )
}

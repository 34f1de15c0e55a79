import Glibc
import HandlerRuntime

/// How an invocation ended, with all that its caller needs to know of it.
enum InvocationEnding: Error {
    case answered(HandlerAnswer)
    case failed(HandlerFailure)
    case exited(HandlerFailure)
    case timedOut
    case outOfMemory(HandlerFailure)
}

extension GuestAnswer.Ending {
    /// Whether the environment can take another invocation.
    ///
    /// A function's error leaves it as it is. Source: `N3:Runtime.js`, `P:bootstrap.py`.
    var environmentLives: Bool {
        switch self {
        case .completed, .failed: true
        case .exited, .interrupted, .outOfMemory: false
        }
    }
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
    let id: RequestId
    let requestId: String
    var isolation = Isolation.inProcess
    /// The log stream of the instance; empty until one is known.
    var logStreamName = ""
    var isColdStart = false
    var initDuration: Duration?

    private let function: PreparedFunction
    private var transcript = InvocationTranscript()
    private var beganAt: Int64?
    private var took = Usage()
    private var peakMemoryBytes = 0
    private var alreadyUsed = Duration.zero

    /// Begins a record; the id's text may be there already.
    init(of function: PreparedFunction, id: RequestId, requestId: String? = nil) {
        self.function = function
        self.id = id
        self.requestId = requestId ?? id.text
    }

    /// What is left of the function's timeout.
    var remaining: Duration { max(.zero, function.configuration.timeout - alreadyUsed) }

    /// The log stream that an instance started by this invocation writes to.
    ///
    /// Source: `L:nodejs-logging`.
    var ownLogStreamName: String {
        let day = WallClock.timestamp(epochMilliseconds: WallClock.epochMilliseconds).prefix(10)
        return
            "\(day.split(separator: "-").joined(separator: "/"))/[\(function.configuration.version)]\(id.digitText)"
    }

    /// Keeps what was written so far: before START, or after it once that was due.
    mutating func keep(_ lines: [LogEntry]) {
        if beganAt == nil { transcript.earlierLines += lines } else { transcript.lines += lines }
    }

    /// Takes note of when START was due, unless it was before: what is kept from here on is the invocation's own.
    ///
    /// - Parameter time: in milliseconds since 1970.
    mutating func beginInvoking(at time: Int64) {
        if beganAt == nil { beganAt = time }
    }

    mutating func add(_ usage: Usage, peakMemoryBytes peak: Int) {
        took.wall += usage.wall
        took.cpu += usage.cpu
        peakMemoryBytes = max(peakMemoryBytes, peak)
    }

    /// Leaves the time that the init phase took out of the invocation's, as the platform does.
    mutating func forgetUsage() {
        took = Usage()
    }

    mutating func countAgainstTimeout(_ duration: Duration?) {
        alreadyUsed += duration ?? .zero
    }

    /// Makes the outcome.
    mutating func outcome(of ending: InvocationEnding) -> InvocationOutcome {
        let function = function.configuration
        let beganAt = beganAt ?? WallClock.epochMilliseconds
        transcript.frame = .init(beganAt: beganAt, version: function.version, status: ending.status)
        let report = InvocationReport(
            requestId: requestId,
            runtime: function.runtime,
            isolation: isolation,
            coldStart: isColdStart,
            initDuration: initDuration,
            duration: took.wall + alreadyUsed,
            cpuTime: took.cpu,
            memoryLimitMB: function.memoryMB,
            maxMemoryUsedBytes: peakMemoryBytes,
            logStreamName: logStreamName
        )
        return InvocationOutcome(
            kind: ending.kind,
            answer: ending.answer,
            failure: ending.failure(of: function),
            transcript: transcript,
            report: report
        )
    }
}

extension InvocationEnding {
    fileprivate var kind: InvocationOutcome.Kind {
        switch self {
        case .answered: .accepted
        case .failed: .failed
        // An uncaught exception ends the process too, and is told as the exception that it is.
        case .exited(let failure): failure.errorType == HandlerFailure.exitErrorType ? .crashed : .failed
        case .timedOut: .timedOut
        case .outOfMemory: .outOfMemory
        }
    }

    fileprivate var answer: HandlerAnswer? {
        if case .answered(let answer) = self { answer } else { nil }
    }

    fileprivate func failure(of function: FunctionConfiguration) -> HandlerFailure? {
        switch self {
        case .answered: nil
        case .failed(let failure), .exited(let failure), .outOfMemory(let failure): failure
        case .timedOut: .timedOut(after: function.timeout)
        }
    }
}

extension HandlerFailure {
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
        .exit(.signal(SIGKILL), requestId: requestId)
    }

    /// The failure of an invocation that never got at its interpreter.
    static let interpreterIsStuck = HandlerFailure(
        errorType: "Brink.InterpreterStuck",
        errorMessage:
            "the interpreter is held by an earlier invocation that timed out and cannot be interrupted"
    )
}

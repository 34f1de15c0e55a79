/// What one invocation took, as in the platform's REPORT line.
public struct InvocationReport: Sendable, Equatable {
    /// The invocation's id, a UUID in lower case.
    public var requestId: String

    /// The runtime that the function declares.
    public var runtime: RuntimeIdentifier

    /// Where the interpreter lived.
    public var isolation: Isolation

    /// Whether the instance was started for this invocation.
    public var coldStart: Bool

    /// How long the init phase took; `nil` on a warm invocation.
    public var initDuration: Duration?

    /// The wall time of the invocation, from the moment the handler's thread took it up to its answer.
    public var duration: Duration

    /// The time that the handler's thread spent on a processor meanwhile.
    public var cpuTime: Duration

    /// The function's memory setting, in MB.
    public var memoryLimitMB: Int

    /// The most memory that the function held at any one time during the invocation, in bytes: what its
    /// isolate has in use in Node, what its modules and its invocation have allocated in Python.
    public var maxMemoryUsedBytes: Int

    /// The log stream that the instance writes to, as the handler's context names it; empty where none was started.
    public var logStreamName: String

    /// The time that would be billed, in whole milliseconds, rounded up.
    ///
    /// Source: `R:rie/handlers.go`.
    public var billedDurationMs: Int {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        let isWhole = attoseconds % 1_000_000_000_000_000 == 0
        return max(1, Int(seconds) * 1000 + Int(milliseconds) + (isWhole ? 0 : 1))
    }

    /// Describes what an invocation took.
    public init(
        requestId: String,
        runtime: RuntimeIdentifier,
        isolation: Isolation = .inProcess,
        coldStart: Bool,
        initDuration: Duration?,
        duration: Duration,
        cpuTime: Duration,
        memoryLimitMB: Int,
        maxMemoryUsedBytes: Int,
        logStreamName: String = ""
    ) {
        self.requestId = requestId
        self.runtime = runtime
        self.isolation = isolation
        self.coldStart = coldStart
        self.initDuration = initDuration
        self.duration = duration
        self.cpuTime = cpuTime
        self.memoryLimitMB = memoryLimitMB
        self.maxMemoryUsedBytes = maxMemoryUsedBytes
        self.logStreamName = logStreamName
    }
}

/// Where the interpreter that runs a handler lives.
public enum Isolation: String, Sendable, CaseIterable {
    /// In this process: fastest.
    case inProcess = "in-process"

    /// In a process of its own for each instance, which is killed and replaced when it must be.
    case worker
}

extension Duration {
    /// The duration in milliseconds.
    public var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1000 + Double(attoseconds) / 1e15
    }
}

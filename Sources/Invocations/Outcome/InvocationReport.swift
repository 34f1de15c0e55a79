/// Durations, memory and identifiers of an invocation, as in the platform's REPORT line.
///
/// ## Usage
///
/// ```swift
/// func isFast(_ report: InvocationReport) -> Bool {
///     report.coldStart || report.duration < .milliseconds(5)
/// }
/// ```
public struct InvocationReport: Sendable, Equatable {
    /// The invocation's id, a UUID in lower case.
    public var requestId: String

    /// The function's declared runtime.
    public var runtime: RuntimeIdentifier

    /// The location of the interpreter.
    public var isolation: Isolation

    /// True if the instance was started for this invocation.
    public var coldStart: Bool

    /// The duration of the init phase; nil on a warm invocation.
    public var initDuration: Duration?

    /// The wall time from the moment the handler's thread began the invocation to its result.
    public var duration: Duration

    /// The processor time that the handler's thread used during ``duration``.
    public var cpuTime: Duration

    /// The function's memory setting, in MB.
    public var memoryLimitMB: Int

    /// The peak memory of the function during the invocation, in bytes.
    ///
    /// In Node that is the isolate's memory in use; in Python, the allocations of the function's modules and of the
    /// invocation.
    public var maxMemoryUsedBytes: Int

    /// The log stream that the instance writes to, as in the handler's context; empty if no instance was started.
    public var logStreamName: String

    /// The billed time, in whole milliseconds, rounded up.
    ///
    /// Source: `R:rie/handlers.go`.
    public var billedDurationMs: Int { max(1, Int(duration.milliseconds.rounded(.up))) }

    /// ``maxMemoryUsedBytes`` in MB, rounded up.
    var usedMemoryMB: Int { (maxMemoryUsedBytes + (1 << 20) - 1) >> 20 }

    /// Creates a report.
    public init(
        requestId: String,
        runtime: RuntimeIdentifier,
        isolation: Isolation = .inProcess,
        coldStart: Bool = false,
        initDuration: Duration? = nil,
        duration: Duration = .zero,
        cpuTime: Duration = .zero,
        memoryLimitMB: Int = 128,
        maxMemoryUsedBytes: Int = 0,
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

extension Duration {
    /// The duration in milliseconds.
    package var milliseconds: Double { self / .milliseconds(1) }

    /// The duration in milliseconds, rounded to the microsecond.
    package var roundedMilliseconds: Double { (milliseconds * 1000).rounded() / 1000 }
}

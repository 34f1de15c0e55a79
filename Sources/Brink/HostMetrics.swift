import HandlerRuntime
import Synchronization

/// What a host is doing at one moment, and what it has done since it was made.
///
/// A call whose thread is still held after its caller was answered without it makes a stuck instance; it takes no place
/// among the others, which are held to the limits.
public struct HostMetrics: Sendable, Hashable {
    /// Instances that an invocation uses, without those that are starting.
    public let running: Int
    /// Instances that are warm and wait for an invocation.
    public let idle: Int
    /// Instances whose environment is being started; the handler's module is not being loaded yet.
    public let starting: Int
    /// Instances whose invocation timed out and still cannot be made to end.
    public let stuck: Int
    /// Callers that wait for an instance.
    public let waiting: Int

    /// Invocations that have ended, whatever became of them; throttled ones never began.
    public let invocations: Int
    /// Environments that were started, with or without success.
    public let coldStarts: Int
    /// Callers that no instance was lent to because of a limit.
    public let throttled: Int
    /// Invocations that ended as ``InvocationOutcome/Kind/timedOut``.
    public let timedOut: Int
    /// Invocations that ended as ``InvocationOutcome/Kind/crashed``.
    public let crashed: Int
    /// Invocations that ended as ``InvocationOutcome/Kind/outOfMemory``.
    public let outOfMemory: Int
    /// Environments that are gone, for whatever reason.
    public let retired: Int
}

extension HostMetrics {
    init(
        _ load: (lent: Int, idle: Int, waiting: Int),
        _ tally: Tally,
        throttled: Int,
        _ counts: InstanceCounts
    ) {
        let starting = counts.starting.load(ordering: .relaxed)
        self.init(
            running: max(0, load.lent - starting),
            idle: load.idle,
            starting: starting,
            stuck: counts.stuck.load(ordering: .relaxed),
            waiting: load.waiting,
            invocations: tally.invocations,
            coldStarts: counts.coldStarts.load(ordering: .relaxed),
            throttled: throttled,
            timedOut: tally.timedOut,
            crashed: tally.crashed,
            outOfMemory: tally.outOfMemory,
            retired: counts.retired.load(ordering: .relaxed)
        )
    }
}

/// Counts how invocations ended.
struct Tally {
    private(set) var invocations = 0
    private(set) var timedOut = 0
    private(set) var crashed = 0
    private(set) var outOfMemory = 0

    mutating func note(_ kind: InvocationOutcome.Kind) {
        invocations += 1
        switch kind {
        case .timedOut: timedOut += 1
        case .crashed: crashed += 1
        case .outOfMemory: outOfMemory += 1
        case .accepted, .refused, .failed, .throttled: break
        }
    }

    mutating func add(_ other: Tally) {
        invocations += other.invocations
        timedOut += other.timedOut
        crashed += other.crashed
        outOfMemory += other.outOfMemory
    }
}

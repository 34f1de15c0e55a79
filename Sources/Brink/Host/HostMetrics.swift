import Invocations
import Synchronization

/// The current load of a host, and its counts since it was created.
///
/// A stuck instance is one whose thread is still held after its caller was answered without it. It takes no slot under
/// the limits.
///
/// ## Usage
///
/// ```swift
/// let metrics = host.metrics
/// print("\(metrics.running) running, \(metrics.idle) idle, \(metrics.throttled) throttled")
/// ```
public struct HostMetrics: Sendable, Hashable {
    /// Instances in use, except those that are starting.
    public let running: Int
    /// Warm instances that wait for an invocation.
    public let idle: Int
    /// Instances whose environment is starting and does not load the handler's module yet.
    public let starting: Int
    /// Instances whose invocation timed out and cannot be interrupted.
    public let stuck: Int
    /// Callers that wait for an instance.
    public let waiting: Int

    /// Invocations that have ended, in whatever way; throttled ones never began.
    public let invocations: Int
    /// Cold starts, successful or not.
    public let coldStarts: Int
    /// Callers that were refused because of a limit.
    public let throttled: Int
    /// Invocations that ended as ``InvocationOutcome/Kind/timedOut``.
    public let timedOut: Int
    /// Invocations that ended as ``InvocationOutcome/Kind/crashed``.
    public let crashed: Int
    /// Invocations that ended as ``InvocationOutcome/Kind/outOfMemory``.
    public let outOfMemory: Int
    /// Environments that have ended, for whatever reason.
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

/// Counts invocations by their endings.
package struct Tally {
    package private(set) var invocations = 0
    package private(set) var timedOut = 0
    private(set) var crashed = 0
    private(set) var outOfMemory = 0

    package init() {}

    package mutating func count(_ kind: InvocationOutcome.Kind) {
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

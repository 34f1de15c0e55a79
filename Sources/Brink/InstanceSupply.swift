import HandlerRuntime
import Synchronization

/// Lends the instances of all functions of a host, each to one caller at a time.
///
/// What ``Admission`` decides is done here: under one lock, with one alarm for all that expires, which is off while nothing
/// is idle and nobody waits.
final class InstanceSupply: Sendable {
    private let admission: Mutex<Admission>
    private let alarm = Mutex<DeadlineTimer.Alarm?>(nil)

    init(_ limits: Admission.Limits) {
        admission = Mutex(Admission(limits))
    }

    deinit {
        alarm.withLock { $0?.clear() }
    }

    /// Takes a function in, and hands out the name that it then has.
    func add(named name: String, _ make: (String) -> HostedFunction) throws -> String {
        try change { admission, _ in
            Result { () throws(HostError) in try admission.add(named: name, make) }
        }.get()
    }

    /// The function of a name.
    func function(named name: String) throws -> HostedFunction {
        try admission.withLock { admission in
            Result { () throws(HostError) in try admission.function(named: name) }
        }.get()
    }

    /// Lends an instance to the caller, who gives it back; waits for one if need be.
    ///
    /// - Throws: ``HostError``, ``Throttling``, or `CancellationError` when the task is cancelled while it waits.
    func lend(_ name: String, _ start: InstanceStart) async throws -> FunctionInstance {
        switch change({ $0.admit(to: name, start, at: $1) }) {
        case .lend(let instance): return instance
        case .refuse(let error): throw error
        case .wait(let waiter):
            return try await withTaskCancellationHandler {
                try await waiter.answer.value().get()
            } onCancel: {
                change { admission, _ in admission.leave(waiter) }
            }
        }
    }

    /// Takes an instance back, after the invocations that `tally` tells of.
    func takeBack(_ instance: FunctionInstance, _ tally: Tally) {
        let isWarm = instance.isWarm
        change { $0.takeBack(instance, isWarm: isWarm, tally, at: $1) }
    }

    /// Lets go of a function, and waits until nothing of it is left.
    func remove(_ name: String) async throws {
        try await change { admission, _ in
            Result { () throws(HostError) in try admission.remove(name) }
        }.get().value()
    }

    /// Lets go of all functions, and waits until nothing of them is left.
    func shutDown() async {
        for end in change({ admission, _ in admission.shutDown() }) { await end.value() }
    }

    /// What there is now, beside what is counted outside of the lock.
    func metrics(_ counts: InstanceCounts) -> HostMetrics {
        let (load, tally, throttled) = admission.withLock { ($0.load, $0.tally, $0.throttled) }
        return HostMetrics(load, tally, throttled: throttled, counts)
    }

    /// Changes what is decided by, at a moment, and then does what is to be done about it.
    private func change<Result: Sendable>(_ body: (inout Admission, _ now: UInt64) -> Result) -> Result {
        let (result, effects) = admission.withLock { admission in
            let before = admission.wakeAt
            let result = body(&admission, DeadlineTimer.nowNanoseconds)
            // Under the lock, so that of two changes the later one sets it.
            if admission.wakeAt != before, admission.wakeAt != .max {
                setAlarm(atNanoseconds: admission.wakeAt)
            }
            defer { admission.effects = Admission.Effects() }
            return (result, admission.effects)
        }
        for (waiter, answer) in effects.answers { waiter.answer.give(answer) }
        for end in effects.ends { end.give(()) }
        for instance in effects.retired { close(instance) }
        return result
    }

    private func setAlarm(atNanoseconds moment: UInt64) {
        alarm.withLock { alarm in
            if alarm == nil {
                alarm = DeadlineTimer.Alarm { [weak self] in self?.change { $0.expire(at: $1) } }
            }
            alarm?.set(atNanoseconds: moment)
        }
    }

    /// Closes an instance behind everybody's back: its thread may be busy with another function's invocation.
    private func close(_ instance: FunctionInstance) {
        Task {
            await instance.close()
            change { admission, _ in admission.didClose(instance) }
        }
    }
}

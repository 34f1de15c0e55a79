import InterpreterThreads
import Invocations
import Synchronization

/// Lends the instances of all functions of a host, each to one caller at a time.
///
/// It carries out the decisions of ``Admission``, under one lock and with one alarm for everything that expires. The alarm
/// is off while no instance is idle and no caller waits.
final class InstanceSupply: Sendable {
    private let admission: Mutex<Admission>
    private let alarm = Mutex<DeadlineTimer.Alarm?>(nil)

    init(_ limits: Admission.Limits) {
        admission = Mutex(Admission(limits))
    }

    deinit {
        alarm.withLock { $0?.clear() }
    }

    /// Adds a function and returns its address, made unique.
    func add(
        at address: FunctionAddress,
        _ make: (FunctionAddress) -> HostedFunction
    ) throws -> FunctionAddress {
        try change { admission, _ throws(HostError) in try admission.add(at: address, make) }
    }

    /// Returns the function at an address.
    func function(at address: FunctionAddress) throws -> HostedFunction {
        try admission.withLock { admission throws(HostError) in try admission.function(at: address) }
    }

    /// Runs `body` on an instance that no other caller uses meanwhile, after waiting for one if need be.
    ///
    /// - Throws: ``HostError``, ``Throttling``, or `CancellationError` when the task is cancelled while it waits.
    func withInstance<Result>(
        of address: FunctionAddress,
        _ start: InstanceStart,
        _ body: (FunctionInstance, inout Tally) async throws -> Result
    ) async throws -> Result {
        let instance = try await lend(address, start)
        var tally = Tally()
        defer {
            let isWarm = instance.isWarm
            change { $0.giveBack(instance, isWarm: isWarm, tally, at: $1) }
        }
        return try await body(instance, &tally)
    }

    /// Removes a function and waits until its last instance is closed.
    func remove(_ address: FunctionAddress) async throws {
        try await change { admission, _ throws(HostError) in try admission.remove(address) }.value()
    }

    /// Removes all functions and waits until their last instances are closed.
    func shutDown() async {
        for end in change({ admission, _ in admission.shutDown() }) { await end.value() }
    }

    /// Returns the current metrics; `counts` are those kept outside the lock.
    func metrics(_ counts: InstanceCounts) -> HostMetrics {
        let (load, tally, throttled) = admission.withLock { ($0.load, $0.tally, $0.throttled) }
        return HostMetrics(load, tally, throttled: throttled, counts)
    }

    private func lend(_ address: FunctionAddress, _ start: InstanceStart) async throws -> FunctionInstance {
        switch change({ $0.admit(to: address, start, at: $1) }) {
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

    /// Changes the decider's state and then carries out the effects; a change that throws has none.
    private func change<Result: Sendable, Failure: Error>(
        _ body: (inout Admission, _ now: UInt64) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (result, effects) = try admission.withLock { admission throws(Failure) in
            let before = admission.wakeAt
            let result = try body(&admission, DeadlineTimer.nowNanoseconds)
            // Under the lock, so that the later of two changes sets the alarm last.
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

    /// Closes an instance in the background: its thread may be busy with another function's invocation.
    private func close(_ instance: FunctionInstance) {
        Task {
            await instance.close()
            change { admission, _ in admission.didClose(instance) }
        }
    }
}

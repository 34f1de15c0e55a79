import DequeModule
import InterpreterThreads
import Invocations

/// The instances of one function, and the callers that wait for one.
///
/// Confined to ``Admission``, and so to the lock around it.
final class FunctionPool {
    let function: HostedFunction
    /// The number of lent and idle instances.
    var count = 0
    /// The number of instances that are being closed; they take no slot.
    var closing = 0
    /// Warm instances that no caller uses, in the order of their return, whose moment is in nanoseconds.
    var idle: Deque<(instance: FunctionInstance, since: UInt64)> = []
    /// Callers in the order of their arrival.
    var waiting: Deque<Waiter> = []
    /// Given once no instance is left; there are none unless the function is being removed.
    var ends: [Handover<Void>] = []

    init(of function: HostedFunction) {
        self.function = function
    }

    var isBeingRemoved: Bool { !ends.isEmpty }
    var isOver: Bool { isBeingRemoved && count == 0 && closing == 0 }
}

/// A caller that waits for an instance.
package final class Waiter: Sendable {
    package let function: HostedFunction
    let start: InstanceStart
    /// The moment when the caller stops waiting, in nanoseconds.
    package let deadline: UInt64
    let answer = Handover<Result<FunctionInstance, any Error>>()

    init(for function: HostedFunction, _ start: InstanceStart, until deadline: UInt64) {
        self.function = function
        self.start = start
        self.deadline = deadline
    }
}

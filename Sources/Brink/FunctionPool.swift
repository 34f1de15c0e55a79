import HandlerRuntime

/// The instances of one function, and the callers that wait for one.
///
/// Only ``Admission`` has it, and so the lock that it is under.
final class FunctionPool {
    /// An instance that is warm and not used.
    struct Idle {
        let instance: FunctionInstance
        /// When it was given back, in nanoseconds.
        let since: UInt64
    }

    let function: HostedFunction
    /// Those that are lent or idle.
    var count = 0
    /// Those that are being closed, in nobody's way any more.
    var closing = 0
    /// Last used last.
    var idle: [Idle] = []
    /// First come first.
    var waiting: [Waiter] = []
    /// Given once nothing is left; somebody waits for them when the function is being removed.
    var ends: [Handover<Void>] = []

    init(of function: HostedFunction) {
        self.function = function
    }

    var isBeingRemoved: Bool { !ends.isEmpty }
    var isOver: Bool { isBeingRemoved && count == 0 && closing == 0 }
}

/// A caller that waits for an instance.
final class Waiter: Sendable {
    let function: HostedFunction
    let start: InstanceStart
    /// When it stops waiting, in nanoseconds.
    let deadline: UInt64
    let answer = Handover<Result<FunctionInstance, any Error>>()

    init(for function: HostedFunction, _ start: InstanceStart, until deadline: UInt64) {
        self.function = function
        self.start = start
        self.deadline = deadline
    }
}

import HandlerRuntime
import InterpreterThreads
import Synchronization

/// The init phase of one instance: a single call that loads the handler's module.
final class InitPhase: SupervisedCalls {
    private struct State {
        var hasBegun = false
        var result: (CallCompletion, Usage)?
    }

    private let limit: Duration
    private let state = Mutex(State())

    init(limit: Duration) {
        self.limit = limit
    }

    func next() -> SupervisedCall? {
        state.withLock { state in
            defer { state.hasBegun = true }
            return state.hasBegun ? nil : SupervisedCall(.load, limit: limit)
        }
    }

    func callEnded(_ completion: CallCompletion, _ usage: Usage) {
        state.withLock { $0.result = (completion, usage) }
    }

    /// The completion of the call and its usage, if it ended.
    var result: (CallCompletion, Usage)? { state.withLock(\.result) }
}

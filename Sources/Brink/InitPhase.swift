import HandlerRuntime
import Synchronization

/// The init phase of one instance.
final class InitPhase: SupervisedCalls {
    private struct State {
        var hasBegun = false
        var answer: GuestAnswer?
        var took = Usage()
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

    func take(_ answer: GuestAnswer, _ took: Usage) {
        state.withLock {
            $0.answer = answer
            $0.took = took
        }
    }

    /// What the guest answered, if it did, and what that took.
    var answer: (GuestAnswer, Usage)? {
        state.withLock { state in state.answer.map { ($0, state.took) } }
    }
}

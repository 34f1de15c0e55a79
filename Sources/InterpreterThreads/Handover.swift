import Synchronization

/// Passes one value from a thread to the one task that waits for it.
package final class Handover<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, Never>)
        case full(Value)
    }

    private let state = Mutex(State.empty)
    private let full = Atomic(false)

    /// Creates an empty handover.
    package init() {}

    /// Passes the value; once.
    package func give(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            if case .awaited(let continuation) = state { return continuation }
            state = .full(value)
            return nil
        }
        full.store(true, ordering: .releasing)
        waiting?.resume(returning: value)
    }

    /// True once the value was given.
    package var isFull: Bool { full.load(ordering: .acquiring) }

    /// Waits for the value; once.
    package func value() async -> Value {
        if case .full(let value) = state.withLock({ $0 }) { return value }
        return await withCheckedContinuation { continuation in
            let value = state.withLock { state -> Value? in
                if case .full(let value) = state { return value }
                state = .awaited(continuation)
                return nil
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}

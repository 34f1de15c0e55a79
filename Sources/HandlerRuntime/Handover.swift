import Synchronization

/// Carries one value from a thread to the one task that waits for it.
public final class Handover<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, Never>)
        case full(Value)
    }

    private let state = Mutex(State.empty)
    private let isFull = Atomic(false)

    /// Makes an empty one.
    public init() {}

    /// Hands the value over; once.
    public func give(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            if case .awaited(let continuation) = state { return continuation }
            state = .full(value)
            return nil
        }
        isFull.store(true, ordering: .releasing)
        waiting?.resume(returning: value)
    }

    /// Whether the value is there.
    public var isThere: Bool { isFull.load(ordering: .acquiring) }

    /// Waits for the value; once.
    public func value() async -> Value {
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

import Synchronization

/// Holds a value that changes, and tells those who watch of its changes: the last one, if they are slow.
final class Board<Value: Sendable & Equatable>: Sendable {
    private struct State {
        var value: Value
        var watchers: [Int: AsyncStream<Value>.Continuation] = [:]
        var nextId = 0
    }

    private let state: Mutex<State>

    init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    var value: Value { state.withLock { $0.value } }

    func update(_ change: (inout Value) -> Void) {
        let (value, watchers) = state.withLock { state -> (Value, [AsyncStream<Value>.Continuation]) in
            let before = state.value
            change(&state.value)
            return (state.value, state.value == before ? [] : Array(state.watchers.values))
        }
        for watcher in watchers { watcher.yield(value) }
    }

    /// Tells those who watch the value as it is: something that goes with it has changed.
    func tell() {
        let (value, watchers) = state.withLock { ($0.value, Array($0.watchers.values)) }
        for watcher in watchers { watcher.yield(value) }
    }

    func updates() -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Value.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let id = state.withLock { state in
            defer { state.nextId += 1 }
            state.watchers[state.nextId] = continuation
            continuation.yield(state.value)
            return state.nextId
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.watchers.removeValue(forKey: id) }
        }
        return stream
    }
}

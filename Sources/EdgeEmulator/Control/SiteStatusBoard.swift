import Synchronization

/// Holds a site's status, and publishes its changes.
package final class SiteStatusBoard: Sendable {
    private struct State {
        var status: SiteStatus
        var watchers: [Int: AsyncStream<SiteStatus>.Continuation] = [:]
        var nextId = 0
    }

    private let state: Mutex<State>

    /// Creates a board with a status.
    package init(_ status: SiteStatus) {
        state = Mutex(State(status: status))
    }

    /// The current status.
    package var status: SiteStatus { state.withLock { $0.status } }

    /// Changes the status, and publishes it if it is different.
    package func update(_ change: (inout SiteStatus) -> Void) {
        let isDifferent = state.withLock { state in
            let before = state.status
            change(&state.status)
            return state.status != before
        }
        if isDifferent { publish() }
    }

    /// Publishes the status again: readers show the cache with it, and that has changed.
    func publish() {
        let (status, watchers) = state.withLock { ($0.status, Array($0.watchers.values)) }
        for watcher in watchers { watcher.yield(status) }
    }

    /// Returns the current status and its changes; a slow reader gets only the last one.
    func updates() -> AsyncStream<SiteStatus> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SiteStatus.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let id = state.withLock { state in
            defer { state.nextId += 1 }
            state.watchers[state.nextId] = continuation
            continuation.yield(state.status)
            return state.nextId
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.watchers.removeValue(forKey: id) }
        }
        return stream
    }
}

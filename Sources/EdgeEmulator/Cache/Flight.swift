import Synchronization

/// A request to the origin for an object that others may be waiting for.
///
/// The request that leads it ends it; only the first ending counts.
final class Flight: Sendable {
    /// The way in which a flight ended, for those who wait.
    enum Ending: Sendable {
        /// The object is in the cache.
        case stored(CachedObject)
        /// It may not be shared: each waiter asks the origin itself.
        case notShared
        /// The request failed, for everyone.
        case failed(EdgeFailure)
        /// The leader went away: one of the waiters leads next.
        case abandoned
    }

    private struct State {
        var ending: Ending?
        var waiting: [Int: CheckedContinuation<Ending, Never>] = [:]
        var nextWaiter = 0
        /// True when the object was invalidated on its way and must not be kept.
        var isInvalidated = false
    }

    let key: CacheKey
    private let state = Mutex(State())
    private let onEnd: @Sendable (Flight) -> Void

    init(_ key: CacheKey, onEnd: @escaping @Sendable (Flight) -> Void) {
        self.key = key
        self.onEnd = onEnd
    }

    var isInvalidated: Bool { state.withLock { $0.isInvalidated } }

    func invalidate() {
        state.withLock { $0.isInvalidated = true }
    }

    /// Ends the flight, if it has not ended.
    func end(_ ending: Ending) {
        let waiting = state.withLock { state -> [CheckedContinuation<Ending, Never>]? in
            guard state.ending == nil else { return nil }
            state.ending = ending
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        guard let waiting else { return }
        onEnd(self)
        for continuation in waiting { continuation.resume(returning: ending) }
    }

    /// Waits for the end; a cancelled task gets `abandoned`.
    func ending() async -> Ending {
        let number = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Ending? in
                    if let ending = state.ending { return ending }
                    if Task.isCancelled { return .abandoned }
                    state.waiting[number] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: number) }
            continuation?.resume(returning: .abandoned)
        }
    }
}

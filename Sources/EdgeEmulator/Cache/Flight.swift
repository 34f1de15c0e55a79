import Synchronization

/// A request to the origin for an object that others may be waiting for.
///
/// Whoever leads it ends it; only the first end counts.
final class Flight: Sendable {
    /// What those who wait are told.
    enum Outcome: Sendable {
        /// The object is there.
        case stored(CachedObject)
        /// It may not be shared: each asks for himself.
        case notShared
        /// There is no answer, for anybody.
        case failed(EdgeFailure)
        /// Whoever led went away: one of those who wait leads next.
        case abandoned
    }

    private struct State {
        var outcome: Outcome?
        var waiting: [Int: CheckedContinuation<Outcome, Never>] = [:]
        var nextWaiter = 0
        /// Whether what comes must not be kept: it was invalidated on its way.
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

    /// Ends the flight; once it has ended, nothing changes any more.
    func end(_ outcome: Outcome) {
        let waiting = state.withLock { state -> [CheckedContinuation<Outcome, Never>]? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        guard let waiting else { return }
        onEnd(self)
        for continuation in waiting { continuation.resume(returning: outcome) }
    }

    /// Waits for the end; a task that is cancelled meanwhile is told that it was abandoned.
    func outcome() async -> Outcome {
        let number = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Outcome? in
                    if let outcome = state.outcome { return outcome }
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

import DequeModule
import NIOCore
import Synchronization

/// Keeps the last exchanges, and reports new ones to watchers.
///
/// ## Usage
/// ```swift
/// import EdgeEmulator
///
/// let exchanges = ExchangeLog(limit: 100)
/// let watch = exchanges.watch { print($0.request.path, $0.status) }
/// defer { exchanges.unwatch(watch) }
/// ```
public final class ExchangeLog: Sendable {
    /// A function that receives exchanges.
    public typealias Watcher = @Sendable (Exchange) -> Void

    private struct State {
        var exchanges: Deque<Exchange> = []
        var bytes = 0
        var nextId = 1
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0

        /// Exchanges end in another order than they begin, but not by far: the search begins at the newest.
        func index(of id: Int) -> Int? { exchanges.lastIndex { $0.id == id } }
    }

    private let state = Mutex(State())
    private let limit: Int
    private let byteLimit: Int

    /// Creates an empty log for `limit` exchanges, at least one, that hold about `byteLimit` bytes together.
    public init(limit: Int = 1000, byteLimit: Int = 64 << 20) {
        self.limit = max(1, limit)
        self.byteLimit = byteLimit
    }

    /// Returns the number for the next exchange.
    func claimId() -> Int {
        state.withLock { state in
            defer { state.nextId += 1 }
            return state.nextId
        }
    }

    /// Adds an exchange, and drops the oldest if need be.
    func add(_ exchange: Exchange) {
        let (watchers, dropped) = state.withLock { state -> ([Watcher], [Exchange]) in
            var dropped: [Exchange] = []
            state.bytes += exchange.size
            state.exchanges.append(exchange)
            while state.exchanges.count > 1, state.exchanges.count > limit || state.bytes > byteLimit,
                let oldest = state.exchanges.popFirst()
            {
                state.bytes -= oldest.size
                dropped.append(oldest)
            }
            return (Array(state.watchers.values), dropped)
        }
        // Freed outside of the lock: one may hold megabytes.
        _ = consume dropped
        for watcher in watchers { watcher(exchange) }
    }

    /// Records the length of a response's body once it has been sent.
    func complete(_ id: Int, bodyLength: Int) {
        let (watchers, exchange) = state.withLock { state -> ([Watcher], Exchange?) in
            guard let index = state.index(of: id) else { return ([], nil) }
            state.exchanges[index].bodyLength = bodyLength
            return (Array(state.watchers.values), state.exchanges[index])
        }
        guard let exchange else { return }
        for watcher in watchers { watcher(exchange) }
    }

    /// Returns the exchanges after a number, oldest first; the last ones if there are more than `limit`.
    public func exchanges(after id: Int = 0, limit: Int = .max) -> [Exchange] {
        state.withLock { state in
            state.exchanges.filter { $0.id > id }.sorted { $0.id < $1.id }.suffix(max(0, limit))
        }
    }

    /// Returns the exchange with a number; nil when it is no longer kept.
    public func exchange(_ id: Int) -> Exchange? {
        state.withLock { state in state.index(of: id).map { state.exchanges[$0] } }
    }

    /// Calls a function for every exchange from now on, on the thread that it ends on, until ``unwatch(_:)``.
    public func watch(_ watcher: @escaping Watcher) -> Int {
        state.withLock { state in
            defer { state.nextWatcher += 1 }
            state.watchers[state.nextWatcher] = watcher
            return state.nextWatcher
        }
    }

    /// Stops the calls that ``watch(_:)`` started.
    public func unwatch(_ id: Int) { state.withLock { _ = $0.watchers.removeValue(forKey: id) } }

    /// Returns the exchanges from now on; a slow reader misses the oldest.
    func updates() -> AsyncStream<Exchange> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Exchange.self,
            bufferingPolicy: .bufferingNewest(1000)
        )
        let watch = watch { continuation.yield($0) }
        continuation.onTermination = { [weak self] _ in self?.unwatch(watch) }
        return stream
    }
}

extension Exchange {
    /// The bytes that the exchange holds, approximately.
    fileprivate var size: Int {
        let body: Int = if case .buffer(let buffer) = keptBody { buffer.readableBytes } else { 0 }
        return runs.reduce(2048 + body) { $0 + $1.size }
    }
}

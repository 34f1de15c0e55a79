import NIOCore
import Synchronization

/// Keeps the last exchanges, and tells those who watch of new ones.
///
/// It is bounded twice: in exchanges, and in the bytes that they hold on to.
public final class ExchangeLog: Sendable {
    /// What somebody who watches is told.
    public typealias Watcher = @Sendable (Exchange) -> Void

    fileprivate struct State {
        var exchanges: [Exchange?]
        /// The place of the oldest.
        var first = 0
        var count = 0
        var bytes = 0
        var nextId = 1
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0
    }

    private let state: Mutex<State>
    private let byteLimit: Int

    /// Makes an empty log.
    ///
    /// - Parameters:
    ///   - limit: how many exchanges are kept, at least 1.
    ///   - byteLimit: about how many bytes they may hold on to together.
    public init(limit: Int = 1000, byteLimit: Int = 64 << 20) {
        state = Mutex(State(exchanges: Array(repeating: nil, count: max(1, limit))))
        self.byteLimit = byteLimit
    }

    /// The number for the next exchange.
    func takeId() -> Int {
        state.withLock { state in
            defer { state.nextId += 1 }
            return state.nextId
        }
    }

    /// Keeps an exchange, in the place of the oldest if need be.
    func add(_ exchange: Exchange) {
        let (watchers, gone) = state.withLock { state -> ([Watcher], [Exchange]) in
            var gone: [Exchange] = []
            state.bytes += exchange.size
            if state.count == state.exchanges.count { gone.append(state.removeFirst()) }
            let place = (state.first + state.count) % state.exchanges.count
            state.exchanges[place] = exchange
            state.count += 1
            while state.bytes > byteLimit, state.count > 1 { gone.append(state.removeFirst()) }
            return (Array(state.watchers.values), gone)
        }
        // Freed outside of the lock: one may hold megabytes.
        _ = consume gone
        for watcher in watchers { watcher(exchange) }
    }

    /// Takes note of how long an answer's body became in the end.
    func complete(_ id: Int, bodyLength: Int) {
        let (watchers, exchange) = state.withLock { state -> ([Watcher], Exchange?) in
            guard let place = state.place(of: id) else { return ([], nil) }
            state.exchanges[place]?.bodyLength = bodyLength
            return (Array(state.watchers.values), state.exchanges[place])
        }
        guard let exchange else { return }
        for watcher in watchers { watcher(exchange) }
    }

    /// The exchanges after a number, oldest first, the last ones if there are more than `limit`.
    public func exchanges(after id: Int = 0, limit: Int = .max) -> [Exchange] {
        state.withLock { state in
            let all = (0..<state.count).compactMap { offset in
                state.exchanges[(state.first + offset) % state.exchanges.count]
            }
            return all.filter { $0.id > id }.sorted { $0.id < $1.id }.suffix(max(0, limit))
        }
    }

    /// The exchange of a number, if it is still kept.
    public func exchange(_ id: Int) -> Exchange? {
        state.withLock { state in state.place(of: id).flatMap { state.exchanges[$0] } }
    }

    /// Calls somebody for every exchange from now on, on the thread that it ends on; ended with ``unwatch(_:)``.
    public func watch(_ watcher: @escaping Watcher) -> Int {
        state.withLock { state in
            defer { state.nextWatcher += 1 }
            state.watchers[state.nextWatcher] = watcher
            return state.nextWatcher
        }
    }

    /// Ends what ``watch(_:)`` began.
    public func unwatch(_ id: Int) {
        state.withLock { _ = $0.watchers.removeValue(forKey: id) }
    }
}

extension ExchangeLog.State {
    fileprivate mutating func removeFirst() -> Exchange {
        guard let exchange = exchanges[first] else { preconditionFailure("a place without an exchange") }
        exchanges[first] = nil
        first = (first + 1) % exchanges.count
        count -= 1
        bytes -= exchange.size
        return exchange
    }

    /// Exchanges end in another order than they begin, but not by far: the search begins at the newest.
    fileprivate func place(of id: Int) -> Int? {
        for offset in stride(from: count - 1, through: 0, by: -1) {
            let place = (first + offset) % exchanges.count
            if exchanges[place]?.id == id { return place }
        }
        return nil
    }
}

extension Exchange {
    /// About how many bytes it holds on to.
    fileprivate var size: Int {
        let body: Int = if case .buffer(let buffer) = keptBody { buffer.readableBytes } else { 0 }
        return 2048 + body
            + steps.reduce(0) { total, step in
                if case .function(let run) = step.action { total + run.size } else { total }
            }
    }
}

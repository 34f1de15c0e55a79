import HTTPTypes
import NIOCore
import Synchronization

/// Objects in memory, and the requests to origins that will bring more.
///
/// Of simultaneous requests for one object, one asks the origin and the others wait for it.
final class ObjectCache: Sendable {
    /// The state of an object when a request asks for it.
    enum Lookup {
        /// It may be served.
        case fresh(CachedObject)
        /// The caller has to revalidate it.
        case stale(CachedObject, Flight)
        /// It is not there: the caller asks for it.
        case lead(Flight)
        /// It is not there yet: another request asks for it.
        case follow(Flight)
    }

    /// An object, and its body from the start.
    typealias Stored = (object: CachedObject, body: EdgeBody)

    /// The numbers behind the metrics.
    struct Statistics {
        var entries = 0
        var bytes = 0
        var hits = 0
        var misses = 0
        var evictions = 0
    }

    private struct State {
        var shelf: Shelf<CacheKey, CachedObject>
        var flights: [CacheKey: Flight] = [:]
        var statistics = Statistics()
    }

    private let state: Mutex<State>
    /// The length of the longest object that is kept, in bytes.
    private let longest: Int

    init(maximumBytes: Int) {
        state = Mutex(State(shelf: Shelf(capacity: maximumBytes)))
        longest = maximumBytes / 8
    }

    var statistics: Statistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.entries = state.shelf.count
            statistics.bytes = state.shelf.bytes
            statistics.evictions = state.shelf.evictions
            return statistics
        }
    }

    // MARK: Looking up

    /// Looks an object up, at a moment in milliseconds since 1970.
    func lookup(_ key: CacheKey, now: Int64) -> Lookup {
        state.withLock { state in
            let found = state.shelf.use(key).flatMap { $0.canBeRead ? $0 : nil }
            if let found, found.lifetime.isFresh(at: now) {
                state.statistics.hits += 1
                return .fresh(found)
            }
            if let flight = state.flights[key] {
                if let found, found.lifetime.canServe(whileRevalidatingAt: now) {
                    state.statistics.hits += 1
                    return .fresh(found)
                }
                return .follow(flight)
            }
            state.statistics.misses += 1
            let flight = Flight(key) { [weak self] in self?.forget($0) }
            state.flights[key] = flight
            return found.map { .stale($0, flight) } ?? .lead(flight)
        }
    }

    /// Returns a fresh object whose body is complete.
    func hit(_ key: CacheKey, now: Int64) -> CachedObject? {
        state.withLock { state in
            guard let found = state.shelf.use(key), found.lifetime.isFresh(at: now), found.isComplete else {
                return nil
            }
            state.statistics.hits += 1
            return found
        }
    }

    private func forget(_ flight: Flight) {
        state.withLock { state in
            if state.flights[flight.key] === flight { state.flights[flight.key] = nil }
        }
    }

    // MARK: Storing

    /// Stores the response that a flight brought, and ends the flight with it.
    ///
    /// A streamed body is read by its own task, so that a viewer who goes away does not end it. Returns the object and
    /// its body for the caller; nil if it is too long or was invalidated meanwhile.
    func store(_ response: PassageResponse, _ lifetime: Lifetime, _ flight: Flight, now: Int64) -> Stored? {
        guard response.body.length ?? 0 <= longest else { return nil }
        switch response.body {
        case .empty:
            return keep(response, .buffer(ByteBuffer()), lifetime, flight, now).map { ($0, .empty) }
        case .buffer(let buffer):
            return keep(response, .buffer(buffer), lifetime, flight, now).map { ($0, response.body) }
        case .stream(let stream, let length):
            let body = SharedBody(limit: longest)
            // The caller's reader comes first: a body that turns out too long admits none later.
            guard let reader = body.stream(),
                let object = keep(response, .shared(body, length: length), lifetime, flight, now)
            else { return nil }
            Task.detached { [weak self] in
                let isKept = await body.fill(from: stream)
                self?.settle(object, isKept: isKept && (length == nil || length == body.length))
            }
            return (object, .stream(reader, length: length))
        }
    }

    private func keep(
        _ response: PassageResponse,
        _ body: CachedObject.CachedBody,
        _ lifetime: Lifetime,
        _ flight: Flight,
        _ now: Int64
    ) -> CachedObject? {
        let object = CachedObject(key: flight.key, response, body, lifetime, storedAt: now)
        return put(object, broughtBy: flight) ? object : nil
    }

    /// Stores an object, unless its flight was invalidated, and ends the flight with it.
    @discardableResult
    func put(_ object: CachedObject, broughtBy flight: Flight) -> Bool {
        // The flight is checked under the lock that invalidations hold.
        let gone = state.withLock { state -> [CachedObject]? in
            flight.isInvalidated ? nil : state.shelf.put(object, as: object.key, size: object.size)
        }
        // Freed outside of the lock.
        for former in gone ?? [] where !former.sharesBody(with: object) { former.stopKeeping() }
        flight.end(gone == nil ? .notShared : .stored(object))
        return gone != nil
    }

    /// Updates the size of an object whose body is complete, or removes the object if its body is not kept.
    private func settle(_ object: CachedObject, isKept: Bool) {
        let gone = state.withLock { state in
            if isKept { return state.shelf.resize(object, as: object.key, to: object.size) }
            state.shelf.remove(object, as: object.key)
            return []
        }
        for object in gone { object.stopKeeping() }
    }

    // MARK: Invalidating

    /// Removes and counts the objects whose path, with or without its query string, matches a pattern (C:Invalidation).
    ///
    /// Objects on their way are not kept when they arrive, and later requests do not wait for them.
    func invalidate(_ pattern: PathPattern) -> Int {
        let gone = state.withLock { state in
            for flight in state.flights.values where pattern.matches(flight.key) {
                flight.invalidate()
                state.flights[flight.key] = nil
            }
            return state.shelf.remove { pattern.matches($0) }
        }
        for object in gone { object.stopKeeping() }
        return gone.count
    }
}

extension PathPattern {
    fileprivate func matches(_ key: CacheKey) -> Bool { matches(key.path) || matches(key.target) }
}

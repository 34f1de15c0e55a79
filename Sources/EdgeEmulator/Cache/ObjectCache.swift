import HTTPTypes
import NIOCore
import Synchronization

/// Objects in memory, bounded in bytes: those that were not used for longest go first.
///
/// Of requests for one object that come at once, one asks the origin, and the others wait for it.
final class ObjectCache: Sendable {
    /// What there is for a request.
    enum Lookup {
        /// An object that may be used.
        case fresh(CachedObject)
        /// One that has to be asked for anew, by the caller; it may turn out to be good still.
        case stale(CachedObject, Flight)
        /// None: the caller asks for it.
        case lead(Flight)
        /// None yet: somebody asks for it.
        case follow(Flight)
    }

    /// An object, and its body from the begin.
    typealias Stored = (object: CachedObject, body: EdgeBody)

    /// What was counted.
    struct Statistics: Sendable, Equatable {
        var entries = 0
        var bytes = 0
        var hits = 0
        var misses = 0
        var evictions = 0
    }

    fileprivate struct State {
        var shelf = Shelf()
        var flights: [CacheKey: Flight] = [:]
        var statistics = Statistics()
    }

    private let state = Mutex(State())
    private let maximumBytes: Int

    /// Makes an empty cache.
    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// The length of the longest object that is kept, in bytes.
    private var longest: Int { maximumBytes / 8 }

    var statistics: Statistics {
        state.withLock { state in
            state.statistics.entries = state.shelf.count
            state.statistics.bytes = state.shelf.bytes
            return state.statistics
        }
    }

    // MARK: Looking up

    /// Looks for an object, at a moment in milliseconds since 1970.
    func lookup(_ key: CacheKey, now: Int64) -> Lookup {
        state.withLock { state in
            let found = state.shelf.use(key)
            if let found, found.lifetime.freshUntil > now, found.canBeRead {
                state.statistics.hits += 1
                return .fresh(found)
            }
            let stale = found.flatMap { $0.canBeRead ? $0 : nil }
            if let flight = state.flights[key] {
                // Meanwhile the one that is there may do.
                if let stale, stale.canServe(whileRevalidatingAt: now) {
                    state.statistics.hits += 1
                    return .fresh(stale)
                }
                return .follow(flight)
            }
            state.statistics.misses += 1
            let flight = Flight(key) { [weak self] in self?.forget($0) }
            state.flights[key] = flight
            return stale.map { .stale($0, flight) } ?? .lead(flight)
        }
    }

    /// The object for a request, if it may be used and all of it is there.
    func hit(_ key: CacheKey, now: Int64) -> CachedObject? {
        state.withLock { state in
            guard let found = state.shelf.use(key), found.lifetime.freshUntil > now, found.isComplete else {
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

    /// Stores what a flight brought, and ends the flight with it.
    ///
    /// A body that still comes is filled by a task of its own, so that no viewer who goes away takes it along.
    ///
    /// - Returns: the object, and its body for whoever asked; nil when it is too long, or was invalidated on its way.
    func store(_ answer: EdgeAnswer, _ lifetime: Lifetime, _ flight: Flight, now: Int64) -> Stored? {
        guard answer.body.length ?? 0 <= longest else { return nil }
        switch answer.body {
        case .empty:
            return keep(answer, .buffer(ByteBuffer()), lifetime, flight, now).map { ($0, .empty) }
        case .buffer(let buffer):
            return keep(answer, .buffer(buffer), lifetime, flight, now).map { ($0, answer.body) }
        case .stream(let stream, let length):
            let body = SharedBody(limit: longest)
            // Before anybody fills it: it may be too long, and pass by at once.
            guard let reader = body.stream(),
                let object = keep(answer, .shared(body, length: length), lifetime, flight, now)
            else { return nil }
            Task.detached { [weak self] in
                let isKept = await body.fill(from: stream)
                self?.settle(object, isKept: isKept && (length == nil || length == body.length))
            }
            return (object, .stream(reader, length: length))
        }
    }

    private func keep(
        _ answer: EdgeAnswer,
        _ body: CachedObject.CachedBody,
        _ lifetime: Lifetime,
        _ flight: Flight,
        _ now: Int64
    ) -> CachedObject? {
        let object = CachedObject(key: flight.key, answer, body, lifetime, storedAt: now)
        guard put(object, broughtBy: flight) else { return nil }
        flight.end(.stored(object))
        return object
    }

    /// Puts an object on the shelf, unless it was invalidated on its way, which is told under the same lock.
    private func put(_ object: CachedObject, broughtBy flight: Flight) -> Bool {
        let gone = state.withLock { state -> [CachedObject]? in
            guard !flight.isInvalidated else { return nil }
            let former = state.shelf.put(object)
            return state.makeRoom(maximumBytes) + [former].compactMap { $0 }
        }
        // Freed outside of the lock.
        for former in gone ?? [] where !former.sharesBody(with: object) { former.letGo() }
        return gone != nil
    }

    /// Counts a body that has come, or forgets the object whose body has not.
    private func settle(_ object: CachedObject, isKept: Bool) {
        let gone = state.withLock { state in
            if isKept { state.shelf.weighAnew(object) } else { state.shelf.remove(object) }
            return state.makeRoom(maximumBytes)
        }
        for object in gone { object.letGo() }
    }

    /// Keeps an object that the origin says is good still, and ends the flight with it.
    func freshen(
        _ object: CachedObject,
        with fields: HTTPFields,
        _ lifetime: Lifetime,
        _ flight: Flight,
        now: Int64
    ) -> CachedObject {
        let fresh = CachedObject(object, freshenedBy: fields, lifetime, at: now)
        flight.end(put(fresh, broughtBy: flight) ? .stored(fresh) : .notShared)
        return fresh
    }

    /// Goes on with an object in the place of an origin's error, and ends the flight with it.
    func hold(_ object: CachedObject, until moment: Int64, _ flight: Flight) {
        let held = CachedObject(object, heldUntil: moment)
        flight.end(put(held, broughtBy: flight) ? .stored(held) : .notShared)
    }

    // MARK: Invalidating

    /// Takes out all objects whose path, with its query string or without, matches a pattern (C:Invalidation).
    ///
    /// Those on their way are not kept when they come, and who asks from now on does not wait for them.
    ///
    /// - Returns: how many there were.
    /// - Throws: when the pattern is none.
    func invalidate(_ pattern: String) throws -> Int {
        let pattern = try PathPattern(pattern)
        let gone = state.withLock { state in
            for flight in state.flights.values where pattern.matches(flight.key) {
                flight.invalidate()
                state.flights[flight.key] = nil
            }
            return state.shelf.remove { pattern.matches($0) }
        }
        for object in gone { object.letGo() }
        return gone.count
    }
}

extension ObjectCache.State {
    /// Takes out what was not used for longest, until the rest fits.
    fileprivate mutating func makeRoom(_ maximumBytes: Int) -> [CachedObject] {
        var gone: [CachedObject] = []
        while shelf.bytes > maximumBytes, let object = shelf.removeLeastRecent() {
            gone.append(object)
            statistics.evictions += 1
        }
        return gone
    }
}

extension PathPattern {
    /// A pattern without a question mark is about paths alone, with one about query strings too.
    fileprivate func matches(_ key: CacheKey) -> Bool { matches(key.path) || matches(key.target) }
}

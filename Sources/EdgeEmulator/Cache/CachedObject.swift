import HTTPTypes
import NIOCore

/// An object in the cache: the response of an origin, or of a function instead.
final class CachedObject: Sendable {
    let key: CacheKey
    /// The response without its body.
    let head: PassageResponse
    let body: CachedBody
    let lifetime: Lifetime
    /// The time when it was stored, in milliseconds since 1970.
    let storedAt: Int64

    /// The body of an object, complete or still arriving.
    enum CachedBody: Sendable {
        case buffer(ByteBuffer)
        case shared(SharedBody, length: Int?)
    }

    init(
        key: CacheKey,
        _ response: PassageResponse,
        _ body: CachedBody,
        _ lifetime: Lifetime,
        storedAt: Int64
    ) {
        self.key = key
        var head = response
        head.body = .empty
        self.head = head
        self.body = body
        self.lifetime = lifetime
        self.storedAt = storedAt
    }

    /// Copies an object that was confirmed, with the newer fields (RFC 9111, 3.2).
    func freshened(by newer: HTTPFields, _ lifetime: Lifetime, at now: Int64) -> CachedObject {
        var head = head
        for name in Set(newer.map(\.name)) where !Self.keptOnRefresh.contains(name.canonicalName) {
            head.fields[values: name] = newer[values: name]
        }
        return CachedObject(key: key, head, body, lifetime, storedAt: now)
    }

    /// Copies an object that counts as fresh until a moment because the origin fails.
    func held(until moment: Int64) -> CachedObject {
        var lifetime = lifetime
        lifetime.freshUntil = moment
        return CachedObject(key: key, head, body, lifetime, storedAt: storedAt)
    }

    /// The fields that describe the body that was kept.
    private static let keptOnRefresh: Set<String> = [
        "content-encoding", "content-length", "content-range", "content-type", "transfer-encoding",
    ]

    /// True while new readers can get its body.
    var canBeRead: Bool {
        switch body {
        case .buffer: true
        case .shared(let shared, _): shared.canBeRead
        }
    }

    /// Returns its body for a new reader; nil when it is no longer available.
    func newBody() -> EdgeBody? {
        switch body {
        case .buffer(let buffer): return buffer.readableBytes == 0 ? .empty : .buffer(buffer)
        case .shared(let shared, let length):
            if let whole = shared.whole { return .buffer(whole) }
            return shared.stream().map { .stream($0, length: length) }
        }
    }

    /// True when its body is complete.
    var isComplete: Bool {
        switch body {
        case .buffer: true
        case .shared(let shared, _): shared.whole != nil
        }
    }

    /// Returns its age in seconds (RFC 9111, 4.2.3).
    func age(at now: Int64) -> Int { Int((lifetime.initialAge + max(0, now - storedAt)) / 1000) }

    /// The approximate size in bytes, without the body.
    private var overhead: Int {
        key.size + head.fields.reduce(256) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 64 }
    }

    /// The approximate size in bytes.
    var size: Int {
        switch body {
        case .buffer(let buffer): overhead + buffer.readableBytes
        // Bytes that have not arrived yet count already.
        case .shared(let shared, let length): overhead + max(shared.length, length ?? 0)
        }
    }

    /// Reports if both have the same body, as an object and its freshened copy have.
    func sharesBody(with other: CachedObject) -> Bool {
        guard case .shared(let one, _) = body, case .shared(let another, _) = other.body else { return false }
        return one === another
    }

    /// Stops keeping a body that still arrives, once the object has left the cache.
    func stopKeeping() {
        if case .shared(let shared, _) = body { shared.stopKeeping() }
    }
}

extension PassageResponse {
    /// Responds with an object; nil when its body is no longer available.
    init?(_ object: CachedObject, _ cacheResult: String, now: Int64) {
        guard let body = object.newBody() else { return nil }
        self.init(object, body, cacheResult, now: now)
    }

    /// Responds with an object whose body the caller has.
    init(_ object: CachedObject, _ body: EdgeBody, _ cacheResult: String, now: Int64) {
        self = object.head
        self.body = body
        self.cacheResult = cacheResult
        age = object.age(at: now)
    }
}

import HTTPTypes
import NIOCore

/// An object in the cache: the response of an origin, or of a function instead.
final class CachedObject: Sendable {
    let key: CacheKey
    let status: Int
    let reason: String?
    let fields: HTTPFields
    let body: CachedBody
    let lifetime: Lifetime
    /// The time when it was stored, in milliseconds since 1970.
    let storedAt: Int64
    /// The status that the origin gave, whatever functions made of it.
    let originStatus: Int
    let isWhole: Bool

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
        status = response.status
        reason = response.reason
        fields = response.fields
        self.body = body
        self.lifetime = lifetime
        self.storedAt = storedAt
        originStatus = response.originStatus
        isWhole = response.isWhole
    }

    /// Copies an object with other fields and another time.
    private init(_ object: CachedObject, _ fields: HTTPFields, _ lifetime: Lifetime, storedAt: Int64) {
        key = object.key
        status = object.status
        reason = object.reason
        self.fields = fields
        body = object.body
        self.lifetime = lifetime
        self.storedAt = storedAt
        originStatus = object.originStatus
        isWhole = object.isWhole
    }

    /// Copies an object that was confirmed, with the newer fields (RFC 9111, 3.2).
    convenience init(
        _ object: CachedObject,
        freshenedBy newer: HTTPFields,
        _ lifetime: Lifetime,
        at now: Int64
    ) {
        var fields = object.fields
        for name in Set(newer.map(\.name)) where !Self.keptOnRefresh.contains(name.canonicalName) {
            fields[values: name] = newer[values: name]
        }
        self.init(object, fields, lifetime, storedAt: now)
    }

    /// Copies an object that counts as fresh until a moment because the origin fails.
    convenience init(_ object: CachedObject, heldUntil moment: Int64) {
        var lifetime = object.lifetime
        lifetime.freshUntil = moment
        self.init(object, object.fields, lifetime, storedAt: object.storedAt)
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

    /// Reports if it may be served while it is revalidated.
    func canServe(whileRevalidatingAt now: Int64) -> Bool {
        lifetime.canServe(whileRevalidatingAt: now) && canBeRead
    }

    /// Reports if it may be served because the origin fails.
    func canServe(onErrorAt now: Int64) -> Bool { lifetime.canServe(onErrorAt: now) && canBeRead }

    /// The approximate size in bytes, without the body.
    private var overhead: Int {
        key.size + fields.reduce(256) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 64 }
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
        self.init(
            status: object.status,
            reason: object.reason,
            fields: object.fields,
            body: body,
            originStatus: object.originStatus,
            cacheResult: cacheResult,
            age: object.age(at: now),
            isWhole: object.isWhole
        )
    }
}

import HTTPTypes
import NIOCore

/// An object in the cache: what an origin, or a function in its place, answered.
final class CachedObject: Sendable {
    let key: CacheKey
    let status: Int
    let reason: String?
    let fields: HTTPFields
    let body: CachedBody
    let lifetime: Lifetime
    /// When it was stored, in milliseconds since 1970.
    let storedAt: Int64
    /// The status that the origin gave, whatever functions made of it.
    let originStatus: Int
    let isWhole: Bool

    /// The body of an object: all there, or still coming.
    enum CachedBody: Sendable {
        case buffer(ByteBuffer)
        case shared(SharedBody, length: Int?)
    }

    init(
        key: CacheKey,
        _ answer: EdgeAnswer,
        _ body: CachedBody,
        _ lifetime: Lifetime,
        storedAt: Int64
    ) {
        self.key = key
        status = answer.status
        reason = answer.reason
        fields = answer.fields
        self.body = body
        self.lifetime = lifetime
        self.storedAt = storedAt
        originStatus = answer.originStatus
        isWhole = answer.isWhole
    }

    /// The same object with other fields and another time.
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

    /// The same object, found to be good for longer, with the fields that say so (RFC 9111, 3.2).
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

    /// The same object, which is given out as a fresh one until a moment since there is no newer one to be had.
    convenience init(_ object: CachedObject, heldUntil moment: Int64) {
        var lifetime = object.lifetime
        lifetime.freshUntil = moment
        self.init(object, object.fields, lifetime, storedAt: object.storedAt)
    }

    /// Those that are about the body that is there.
    private static let keptOnRefresh: Set<String> = [
        "content-encoding", "content-length", "content-range", "content-type", "transfer-encoding",
    ]

    /// Whether somebody new can have its body.
    var canBeRead: Bool {
        switch body {
        case .buffer: true
        case .shared(let shared, _): shared.canBeRead
        }
    }

    /// Its body for somebody new; nil when it cannot be read any more.
    func newBody() -> EdgeBody? {
        switch body {
        case .buffer(let buffer): return buffer.readableBytes == 0 ? .empty : .buffer(buffer)
        case .shared(let shared, let length):
            if let whole = shared.whole { return .buffer(whole) }
            return shared.stream().map { .stream($0, length: length) }
        }
    }

    /// Whether all of its body is there.
    var isComplete: Bool {
        switch body {
        case .buffer: true
        case .shared(let shared, _): shared.whole != nil
        }
    }

    /// Its age in seconds (RFC 9111, 4.2.3).
    func age(at now: Int64) -> Int { Int((lifetime.initialAge + max(0, now - storedAt)) / 1000) }

    /// Whether it may be given out while it is asked for anew.
    func canServe(whileRevalidatingAt now: Int64) -> Bool {
        now < lifetime.staleWhileRevalidatingUntil && canBeRead
    }

    /// Whether it may be given out because the origin fails.
    func canServe(onErrorAt now: Int64) -> Bool { now < lifetime.staleOnErrorUntil && canBeRead }

    /// About how many bytes it takes, its body aside.
    var overhead: Int {
        key.size + fields.reduce(256) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 64 }
    }

    /// About how many bytes it takes.
    var size: Int {
        switch body {
        case .buffer(let buffer): overhead + buffer.readableBytes
        // What is still to come has its place already.
        case .shared(let shared, let length): overhead + max(shared.length, length ?? 0)
        }
    }

    /// Whether both have the same body, as an object has before and after it was freshened.
    func sharesBody(with other: CachedObject) -> Bool {
        guard case .shared(let one, _) = body, case .shared(let another, _) = other.body else { return false }
        return one === another
    }

    /// Lets go of a body that still comes, once the object is not in the cache any more.
    func letGo() {
        if case .shared(let shared, _) = body { shared.letGo() }
    }
}

extension EdgeAnswer {
    /// Answers with an object; nil when its body has passed by meanwhile, or has failed.
    init?(_ object: CachedObject, _ cacheResult: String, now: Int64) {
        guard let body = object.newBody() else { return nil }
        self.init(object, body, cacheResult, now: now)
    }

    /// Answers with an object, whose body is being read already.
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

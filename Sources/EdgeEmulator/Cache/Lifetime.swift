package import HTTPTypes

/// The time for which a response may be served (C:Expiration, RFC 9111); moments are in milliseconds since 1970.
package struct Lifetime: Sendable, Equatable {
    /// The end of its freshness.
    package var freshUntil: Int64
    /// Its age when it arrived, in milliseconds.
    package var initialAge: Int64
    /// The end of the time in which it may be served while it is revalidated.
    package var staleWhileRevalidatingUntil: Int64
    /// The end of the time in which it may be served because the origin fails.
    package var staleOnErrorUntil: Int64

    /// The errors that CloudFront caches (C:HTTPStatusCodes); never 416 (C:custom-error-pages-expiration).
    private static let errors: Set<Int> = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504]
    /// The statuses that are cacheable by default (RFC 9110, 15.1), without partial content.
    private static let keptByDefault: Set<Int> = [200, 203, 204, 300, 301, 308, 410]

    /// The longest time in seconds: 2^31 (RFC 9111, 1.2.2).
    private static let longest: Int64 = 1 << 31

    /// Decides about a response; nil when it may not be cached.
    ///
    /// An error is cached for `errorTTL` seconds, or for longer if the origin says so, up to the policy's maximum.
    package init?(status: Int, fields: HTTPFields, policy: CachePolicy, errorTTL: Int, now: Int64) {
        guard status >= 200, ![206, 304, 416].contains(status), fields[.vary]?.contains("*") != true
        else { return nil }
        let control = CacheControl(fields)
        let date = fields[.date].flatMap(HTTPDate.second) ?? now / 1000
        let age = min(max(fields[.age].flatMap { Int64($0) } ?? 0, now / 1000 - date, 0), Self.longest)
        initialAge = age * 1000

        let isError = Self.errors.contains(status)
        let declared = Self.declared(control, fields, date: date)
        let seconds: Int
        if isError {
            let isForbidden = control.noStore || control.isPrivate
            seconds = max(errorTTL, isForbidden ? 0 : min(declared ?? 0, policy.maximumTTL))
            guard seconds > 0 else { return nil }
        } else if control.noStore || control.noCache || control.isPrivate {
            guard policy.minimumTTL > 0 else { return nil }
            seconds = policy.minimumTTL
        } else if let declared {
            seconds = max(policy.minimumTTL, min(declared, policy.maximumTTL))
        } else {
            guard Self.keptByDefault.contains(status) else { return nil }
            seconds = max(policy.minimumTTL, policy.defaultTTL)
        }
        let hasValidator = fields[.eTag] != nil || fields[.lastModified] != nil
        guard seconds > 0 || hasValidator else { return nil }
        let countedAge = isError ? 0 : age
        freshUntil = now + max(0, min(Int64(seconds), Self.longest) - countedAge) * 1000
        let mayBeStale = !control.mustRevalidate
        staleWhileRevalidatingUntil =
            freshUntil + (mayBeStale ? Int64(control.staleWhileRevalidate ?? 0) * 1000 : 0)
        // Without `stale-if-error` it stands in for the origin's errors as long as it is there (C:HTTPStatusCodes).
        let mayStandIn = mayBeStale && !isError && !control.noCache && !control.noStore && !control.isPrivate
        let standsIn = control.staleIfError.map { Int64($0) } ?? Self.longest
        staleOnErrorUntil = freshUntil + (mayStandIn ? standsIn * 1000 : 0)
    }

    /// Reports if it is fresh.
    package func isFresh(at now: Int64) -> Bool { now < freshUntil }

    /// Reports if it may be served while it is revalidated.
    package func canServe(whileRevalidatingAt now: Int64) -> Bool { now < staleWhileRevalidatingUntil }

    /// Reports if it may be served because the origin fails.
    package func canServe(onErrorAt now: Int64) -> Bool { now < staleOnErrorUntil }

    /// Returns the seconds of freshness that the origin declares.
    private static func declared(_ control: CacheControl, _ fields: HTTPFields, date: Int64) -> Int? {
        if let seconds = control.sharedMaxAge ?? control.maxAge { return seconds }
        guard let expires = fields[.expires] else { return nil }
        // A malformed date counts as past (RFC 9111, 5.3).
        return HTTPDate.second(of: expires).map { Int(max(0, $0 - date)) } ?? 0
    }
}

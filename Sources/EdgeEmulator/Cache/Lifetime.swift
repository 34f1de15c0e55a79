package import HTTPTypes

/// The bounds that a behavior sets to times in the cache, in seconds.
package struct TTLs: Sendable, Equatable {
    package var minimum: Int
    package var `default`: Int
    package var maximum: Int
    /// The shortest time of an error.
    package var error: Int

    /// Sets all bounds.
    package init(minimum: Int, default: Int, maximum: Int, error: Int) {
        self.minimum = minimum
        self.default = `default`
        self.maximum = maximum
        self.error = error
    }
}

/// How long an answer may be used (C:Expiration, RFC 9111); moments are in milliseconds since 1970.
package struct Lifetime: Sendable, Equatable {
    /// Until when it is fresh.
    package var freshUntil: Int64
    /// How old it was when it came, in milliseconds.
    package var initialAge: Int64
    /// Until when it may be given out while it is asked for anew.
    package var staleWhileRevalidatingUntil: Int64
    /// Until when it may be given out because the origin fails.
    package var staleOnErrorUntil: Int64

    /// The errors that CloudFront keeps (C:HTTPStatusCodes); 416 it never does (C:custom-error-pages-expiration).
    private static let errors: Set<Int> = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504]
    /// What may be kept without being told to (RFC 9110, 15.1), without parts of objects.
    private static let keptByDefault: Set<Int> = [200, 203, 204, 300, 301, 308, 410]

    /// No time is longer, in seconds: 2^31, as RFC 9111, 1.2.2, has it.
    private static let longest: Int64 = 1 << 31

    /// Decides about an answer; nil when it may not be kept.
    package init?(status: Int, fields: HTTPFields, ttls: TTLs, now: Int64) {
        guard status >= 200, status != 206, status != 304, status != 416,
            fields[.vary]?.contains("*") != true
        else {
            return nil
        }
        let control = CacheControl(fields)
        let date = fields[.date].flatMap(HTTPDate.second) ?? now / 1000
        let age = min(max(fields[.age].flatMap { Int64($0) } ?? 0, now / 1000 - date, 0), Self.longest)
        initialAge = age * 1000

        let isError = Self.errors.contains(status)
        let said = Self.said(control, fields, date: date)
        var seconds: Int
        if isError {
            // An error is kept for its own shortest time, or for longer if the origin says so, up to the bound.
            seconds = max(ttls.error, control.noStore || control.isPrivate ? 0 : min(said ?? 0, ttls.maximum))
            guard seconds > 0 else { return nil }
        } else if control.noStore || control.noCache || control.isPrivate {
            guard ttls.minimum > 0 else { return nil }
            seconds = ttls.minimum
        } else if let said {
            seconds = max(ttls.minimum, min(said, ttls.maximum))
        } else {
            guard Self.keptByDefault.contains(status) else { return nil }
            seconds = max(ttls.minimum, ttls.default)
        }
        let hasValidator = fields[.eTag] != nil || fields[.lastModified] != nil
        guard seconds > 0 || hasValidator else { return nil }
        let ageThatCounts = isError ? 0 : age
        freshUntil = now + max(0, min(Int64(seconds), Self.longest) - ageThatCounts) * 1000
        let mayBeStale = !control.mustRevalidate
        staleWhileRevalidatingUntil =
            freshUntil + (mayBeStale ? Int64(control.staleWhileRevalidate ?? 0) * 1000 : 0)
        // With nothing said an object stands in for the origin's errors as long as it is there (C:HTTPStatusCodes).
        let mayStandIn = mayBeStale && !isError && !control.noCache && !control.noStore && !control.isPrivate
        let standsIn = control.staleIfError.map { Int64($0) } ?? Self.longest
        staleOnErrorUntil = freshUntil + (mayStandIn ? standsIn * 1000 : 0)
    }

    /// How long the origin says that an answer is fresh, in seconds.
    private static func said(_ control: CacheControl, _ fields: HTTPFields, date: Int64) -> Int? {
        if let seconds = control.sharedMaxAge ?? control.maxAge { return seconds }
        guard let expires = fields[.expires] else { return nil }
        // What is no date lies in the past (RFC 9111, 5.3).
        return HTTPDate.second(of: expires).map { Int(max(0, $0 - date)) } ?? 0
    }
}

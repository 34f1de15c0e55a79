import EdgeEmulator
import HTTPTypes
import Testing

/// The time for which responses are cached.
@Suite struct LifetimeTests {
    /// A moment in milliseconds; `date` is the same moment.
    private static let now: Int64 = 784_111_777_000
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    /// Returns the seconds for which a response is fresh; nil if it is not cached.
    private func seconds(
        _ control: String? = nil,
        status: Int = 200,
        minimum: Int = 0,
        standard: Int = 100,
        maximum: Int = 1000,
        error: Int = 10,
        _ more: HTTPFields = [:]
    ) -> Int64? {
        lifetime(
            control,
            status: status,
            minimum: minimum,
            standard: standard,
            maximum: maximum,
            error: error,
            more
        )
        .map { ($0.freshUntil - Self.now) / 1000 }
    }

    private func lifetime(
        _ control: String? = nil,
        status: Int = 200,
        minimum: Int = 0,
        standard: Int = 100,
        maximum: Int = 1000,
        error: Int = 10,
        _ more: HTTPFields = [:]
    ) -> Lifetime? {
        var fields: HTTPFields = [.date: Self.date]
        if let control { fields[.cacheControl] = control }
        for field in more { fields[field.name] = field.value }
        let policy = CachePolicy(minimumTTL: minimum, defaultTTL: standard, maximumTTL: maximum)
        return Lifetime(status: status, fields: fields, policy: policy, errorTTL: error, now: Self.now)
    }

    @Test func `a response without directives is cached for the default time`() {
        #expect(seconds() == 100)
        #expect(seconds(minimum: 200) == 200)
        #expect(seconds("public, immutable") == 100)
    }

    @Test func `the origin's time counts between the bounds`() {
        #expect(seconds("max-age=50") == 50)
        #expect(seconds("max-age=1000") == 1000)
        #expect(seconds("max-age=1001") == 1000)
        #expect(seconds("max-age=60", minimum: 60) == 60)
        #expect(seconds("max-age=59", minimum: 60) == 60)
        #expect(seconds("max-age=0", minimum: 60) == 60)
    }

    @Test func `s-maxage wins over max-age, and max-age over Expires`() {
        #expect(seconds("max-age=50, s-maxage=70") == 70)
        #expect(seconds("s-maxage=0, max-age=50") == nil)
        #expect(seconds("max-age=50", [.expires: "Sun, 06 Nov 1994 09:49:37 GMT"]) == 50)
    }

    @Test func `Expires counts from Date`() {
        #expect(seconds(nil, [.expires: "Sun, 06 Nov 1994 08:50:37 GMT"]) == 60)
        let earlier: HTTPFields = [
            .date: "Sun, 06 Nov 1994 08:49:07 GMT", .expires: "Sun, 06 Nov 1994 08:50:37 GMT",
        ]
        // Ninety seconds, of which thirty have passed.
        #expect(seconds(nil, earlier) == 60)
        #expect(lifetime(nil, earlier)?.initialAge == 30_000)
    }

    @Test(arguments: [
        "0", "-1", "", "tomorrow", "Sun, 31 Feb 1999 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sat, 05 Nov 1994 08:49:37 GMT",
    ])
    func `an Expires in the past, or a malformed one, makes it stale at once`(value: String) {
        #expect(seconds(nil, [.expires: value]) == nil)
        #expect(seconds(nil, [.expires: value, .eTag: "\"a\""]) == 0)
        #expect(seconds(minimum: 5, [.expires: value]) == 5)
    }

    @Test func `the Age of a response counts`() {
        #expect(seconds("max-age=50", [.age: "20"]) == 30)
        #expect(seconds("max-age=50", [.age: "50"]) == 0)
        #expect(seconds("max-age=50", [.age: "51"]) == 0)
        #expect(lifetime("max-age=50", [.age: "20"])?.initialAge == 20_000)
    }

    @Test func `a malformed Age is ignored`() {
        for age in ["", "-20", "x", "1.5", "99999999999999999999"] {
            #expect(seconds("max-age=50", [.age: age]) == 50, "\(age)")
        }
    }

    @Test func `a huge Age makes it stale and does not overflow`() {
        for age in ["2147483648", "9223372036854775807", "9223372036854775"] {
            #expect(seconds("max-age=50", [.age: age]) == 0, "\(age)")
            #expect(lifetime("max-age=50", [.age: age])?.initialAge == Int64(1 << 31) * 1000)
        }
    }

    @Test func `huge bounds do not overflow`() throws {
        let found = try #require(lifetime(minimum: .max, standard: .max, maximum: .max, error: .max))
        #expect(found.freshUntil - Self.now == Int64(1 << 31) * 1000)
        let error = try #require(lifetime(status: 500, minimum: 0, error: .max))
        #expect(error.freshUntil - Self.now == Int64(1 << 31) * 1000)
    }

    @Test func `a Date that is malformed or in the future adds no age`() {
        #expect(seconds("max-age=50", [.date: "yesterday"]) == 50)
        #expect(seconds("max-age=50", [.date: "Sun, 06 Nov 2044 08:49:37 GMT"]) == 50)
    }

    @Test(arguments: ["no-store", "no-cache", "private", "no-store, max-age=60", "private, s-maxage=60"])
    func `a response that forbids caching is cached only with a minimum above zero`(control: String) {
        #expect(seconds(control) == nil)
        #expect(seconds(control, [.eTag: "\"a\""]) == nil)
        #expect(seconds(control, minimum: 1) == 1)
    }

    @Test func `a response that is stale at once is cached only if it can be revalidated`() {
        #expect(seconds("max-age=0") == nil)
        #expect(seconds("max-age=0", [.eTag: "\"a\""]) == 0)
        #expect(seconds("max-age=0", [.lastModified: Self.date]) == 0)
        #expect(seconds(standard: 0) == nil)
        #expect(seconds(standard: 1) == 1)
    }

    @Test(arguments: [400, 403, 404, 405, 414, 500, 501, 502, 503, 504])
    func `errors are cached for their own minimum, or longer if the origin says so`(status: Int) {
        #expect(seconds(status: status) == 10)
        #expect(seconds(status: status, minimum: 500, error: 3) == 3)
        #expect(seconds("max-age=5", status: status) == 10)
        #expect(seconds("max-age=60", status: status) == 60)
        #expect(seconds("max-age=60", status: status, maximum: 59) == 59)
        #expect(seconds("max-age=60", status: status, maximum: 5) == 10)
        #expect(seconds("no-store", status: status) == 10)
        #expect(seconds("no-store, max-age=60", status: status) == 10)
        #expect(seconds(status: status, error: 0) == nil)
        #expect(seconds(status: status, [.age: "100"]) == 10)
    }

    @Test(arguments: [302, 303, 307, 201, 202, 205, 401, 406, 409, 418, 422, 429, 505])
    func `other statuses are cached only with a time from the origin`(status: Int) {
        #expect(seconds(status: status) == nil)
        #expect(seconds("public", status: status) == nil)
        #expect(seconds("max-age=20", status: status) == 20)
        #expect(seconds("no-store", status: status) == nil)
        #expect(seconds(status: status, [.expires: "Sun, 06 Nov 1994 08:50:37 GMT"]) == 60)
    }

    @Test(arguments: [200, 203, 204, 300, 301, 308, 410])
    func `statuses that are cacheable by default need no directive`(status: Int) {
        #expect(seconds(status: status) == 100)
    }

    @Test(arguments: [100, 103, 199, 206, 304, 416])
    func `partial responses and those without an object are never cached`(status: Int) {
        #expect(seconds("max-age=60", status: status, minimum: 60) == nil)
    }

    @Test func `a response that varies on everything is not cached`() {
        #expect(seconds("max-age=60", [.vary: "*"]) == nil)
        #expect(seconds("max-age=60", minimum: 60, [.vary: "Accept, *"]) == nil)
        #expect(seconds("max-age=60", [.vary: "Accept"]) == 60)
    }

    @Test func `a response that sets a cookie is cached, as CloudFront does`() {
        #expect(seconds("max-age=60", [.setCookie: "a=1"]) == 60)
    }

    @Test func `the times for stale objects count from the end of freshness`() throws {
        let found = try #require(lifetime("max-age=60, stale-while-revalidate=5, stale-if-error=7"))
        #expect(found.staleWhileRevalidatingUntil - found.freshUntil == 5000)
        #expect(found.staleOnErrorUntil - found.freshUntil == 7000)

        let plain = try #require(lifetime("max-age=60"))
        #expect(plain.staleWhileRevalidatingUntil == plain.freshUntil)
        // For as long as it is cached.
        #expect(plain.staleOnErrorUntil - plain.freshUntil == 1000 << 31)
        let never = try #require(lifetime("max-age=60, stale-if-error=0"))
        #expect(never.staleOnErrorUntil == never.freshUntil)
    }

    @Test func `must-revalidate allows no time after freshness`() throws {
        let control = "max-age=60, stale-while-revalidate=5, stale-if-error=7, must-revalidate"
        let found = try #require(lifetime(control))

        #expect(found.staleWhileRevalidatingUntil == found.freshUntil)
        #expect(found.staleOnErrorUntil == found.freshUntil)
    }

    @Test func `each time ends with its last millisecond`() throws {
        let found = try #require(lifetime("max-age=60, stale-while-revalidate=5, stale-if-error=7"))
        let end = Self.now + 60_000

        #expect(found.isFresh(at: Self.now) && found.isFresh(at: end - 1) && !found.isFresh(at: end))
        #expect(found.canServe(whileRevalidatingAt: end + 4999))
        #expect(!found.canServe(whileRevalidatingAt: end + 5000))
        #expect(found.canServe(onErrorAt: end + 6999) && !found.canServe(onErrorAt: end + 7000))
    }

    @Test func `must-revalidate forbids serving it stale from the first millisecond`() throws {
        let found = try #require(lifetime("max-age=60, stale-while-revalidate=5, must-revalidate"))
        let end = Self.now + 60_000

        #expect(found.canServe(whileRevalidatingAt: end - 1) && !found.canServe(whileRevalidatingAt: end))
        #expect(found.canServe(onErrorAt: end - 1) && !found.canServe(onErrorAt: end))
    }

    @Test func `time that has passed before arrival counts`() throws {
        let found = try #require(lifetime("max-age=60", [.age: "59"]))

        #expect(found.isFresh(at: Self.now + 999) && !found.isFresh(at: Self.now + 1000))
    }
}

import EdgeEmulator
import HTTPTypes
import Testing

/// How long answers are kept.
@Suite struct LifetimeTests {
    /// A moment in milliseconds, and the same as a date.
    private static let now: Int64 = 784_111_777_000
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    /// The seconds for which an answer is fresh; nil when it is not kept.
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
        let ttls = TTLs(minimum: minimum, default: standard, maximum: maximum, error: error)
        return Lifetime(status: status, fields: fields, ttls: ttls, now: Self.now)
    }

    @Test func `an answer that says nothing is kept for the default time`() {
        #expect(seconds() == 100)
        #expect(seconds(minimum: 200) == 200)
        #expect(seconds("public, immutable") == 100)
    }

    @Test func `what the origin says counts between the bounds`() {
        #expect(seconds("max-age=50") == 50)
        #expect(seconds("max-age=1000") == 1000)
        #expect(seconds("max-age=1001") == 1000)
        #expect(seconds("max-age=60", minimum: 60) == 60)
        #expect(seconds("max-age=59", minimum: 60) == 60)
        #expect(seconds("max-age=0", minimum: 60) == 60)
    }

    @Test func `s-maxage counts before max-age, and that before Expires`() {
        #expect(seconds("max-age=50, s-maxage=70") == 70)
        #expect(seconds("s-maxage=0, max-age=50") == nil)
        #expect(seconds("max-age=50", [.expires: "Sun, 06 Nov 1994 09:49:37 GMT"]) == 50)
    }

    @Test func `Expires counts from Date on`() {
        #expect(seconds(nil, [.expires: "Sun, 06 Nov 1994 08:50:37 GMT"]) == 60)
        let earlier: HTTPFields = [
            .date: "Sun, 06 Nov 1994 08:49:07 GMT", .expires: "Sun, 06 Nov 1994 08:50:37 GMT",
        ]
        // Ninety seconds, of which thirty were on the way.
        #expect(seconds(nil, earlier) == 60)
        #expect(lifetime(nil, earlier)?.initialAge == 30_000)
    }

    @Test(arguments: [
        "0", "-1", "", "tomorrow", "Sun, 31 Feb 1999 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sat, 05 Nov 1994 08:49:37 GMT",
    ])
    func `an Expires that is past or no date makes it stale at once`(value: String) {
        #expect(seconds(nil, [.expires: value]) == nil)
        #expect(seconds(nil, [.expires: value, .eTag: "\"a\""]) == 0)
        #expect(seconds(minimum: 5, [.expires: value]) == 5)
    }

    @Test func `the age that an answer comes with counts`() {
        #expect(seconds("max-age=50", [.age: "20"]) == 30)
        #expect(seconds("max-age=50", [.age: "50"]) == 0)
        #expect(seconds("max-age=50", [.age: "51"]) == 0)
        #expect(lifetime("max-age=50", [.age: "20"])?.initialAge == 20_000)
    }

    @Test func `an age that is none counts for nothing`() {
        for age in ["", "-20", "x", "1.5", "99999999999999999999"] {
            #expect(seconds("max-age=50", [.age: age]) == 50, "\(age)")
        }
    }

    @Test func `an immense age makes it stale and breaks nothing`() {
        for age in ["2147483648", "9223372036854775807", "9223372036854775"] {
            #expect(seconds("max-age=50", [.age: age]) == 0, "\(age)")
            #expect(lifetime("max-age=50", [.age: age])?.initialAge == Int64(1 << 31) * 1000)
        }
    }

    @Test func `bounds of any size break nothing`() throws {
        let found = try #require(lifetime(minimum: .max, standard: .max, maximum: .max, error: .max))
        #expect(found.freshUntil - Self.now == Int64(1 << 31) * 1000)
        let error = try #require(lifetime(status: 500, minimum: 0, error: .max))
        #expect(error.freshUntil - Self.now == Int64(1 << 31) * 1000)
    }

    @Test func `a Date that is none or lies ahead adds no age`() {
        #expect(seconds("max-age=50", [.date: "yesterday"]) == 50)
        #expect(seconds("max-age=50", [.date: "Sun, 06 Nov 2044 08:49:37 GMT"]) == 50)
    }

    @Test(arguments: ["no-store", "no-cache", "private", "no-store, max-age=60", "private, s-maxage=60"])
    func `what must not be kept is not, unless the least time is more than nothing`(control: String) {
        #expect(seconds(control) == nil)
        #expect(seconds(control, [.eTag: "\"a\""]) == nil)
        #expect(seconds(control, minimum: 1) == 1)
    }

    @Test func `what is stale at once is kept only to be asked for anew`() {
        #expect(seconds("max-age=0") == nil)
        #expect(seconds("max-age=0", [.eTag: "\"a\""]) == 0)
        #expect(seconds("max-age=0", [.lastModified: Self.date]) == 0)
        #expect(seconds(standard: 0) == nil)
        #expect(seconds(standard: 1) == 1)
    }

    @Test(arguments: [400, 403, 404, 405, 414, 500, 501, 502, 503, 504])
    func `errors are kept for their own least time, or longer if the origin says so`(status: Int) {
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
    func `other answers are kept only when the origin says for how long`(status: Int) {
        #expect(seconds(status: status) == nil)
        #expect(seconds("public", status: status) == nil)
        #expect(seconds("max-age=20", status: status) == 20)
        #expect(seconds("no-store", status: status) == nil)
        #expect(seconds(status: status, [.expires: "Sun, 06 Nov 1994 08:50:37 GMT"]) == 60)
    }

    @Test(arguments: [200, 203, 204, 300, 301, 308, 410])
    func `final answers are kept without being told to`(status: Int) {
        #expect(seconds(status: status) == 100)
    }

    @Test(arguments: [100, 103, 199, 206, 304, 416])
    func `parts and answers without an object are never kept`(status: Int) {
        #expect(seconds("max-age=60", status: status, minimum: 60) == nil)
    }

    @Test func `an answer that varies with everything is not kept`() {
        #expect(seconds("max-age=60", [.vary: "*"]) == nil)
        #expect(seconds("max-age=60", minimum: 60, [.vary: "Accept, *"]) == nil)
        #expect(seconds("max-age=60", [.vary: "Accept"]) == 60)
    }

    @Test func `an answer that sets a cookie is kept, as CloudFront does`() {
        #expect(seconds("max-age=60", [.setCookie: "a=1"]) == 60)
    }

    @Test func `the times behind freshness are counted from its end`() throws {
        let found = try #require(lifetime("max-age=60, stale-while-revalidate=5, stale-if-error=7"))
        #expect(found.staleWhileRevalidatingUntil - found.freshUntil == 5000)
        #expect(found.staleOnErrorUntil - found.freshUntil == 7000)

        let plain = try #require(lifetime("max-age=60"))
        #expect(plain.staleWhileRevalidatingUntil == plain.freshUntil)
        // As long as it is there.
        #expect(plain.staleOnErrorUntil - plain.freshUntil == 1000 << 31)
        let never = try #require(lifetime("max-age=60, stale-if-error=0"))
        #expect(never.staleOnErrorUntil == never.freshUntil)
    }

    @Test func `must-revalidate leaves nothing behind freshness`() throws {
        let control = "max-age=60, stale-while-revalidate=5, stale-if-error=7, must-revalidate"
        let found = try #require(lifetime(control))

        #expect(found.staleWhileRevalidatingUntil == found.freshUntil)
        #expect(found.staleOnErrorUntil == found.freshUntil)
    }
}

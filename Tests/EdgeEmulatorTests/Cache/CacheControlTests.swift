import EdgeEmulator
import HTTPTypes
import Testing

/// Reading of `Cache-Control`.
@Suite struct CacheControlTests {
    private func read(_ values: String...) -> CacheControl {
        var fields = HTTPFields()
        for value in values { fields.append(HTTPField(name: .cacheControl, value: value)) }
        return CacheControl(fields)
    }

    @Test func `a missing field sets nothing`() {
        let control = CacheControl([:])

        #expect(control == read("") && control == read(",, ,"))
        #expect(control.maxAge == nil && control.sharedMaxAge == nil && !control.noStore)
        #expect(control.staleIfError == nil && control.staleWhileRevalidate == nil)
    }

    @Test func `all directives are read, in any casing and with spaces`() {
        let control = read(" Max-Age = 60 ,S-MAXAGE=\"30\",\tstale-while-revalidate=5, stale-if-error=6")
        #expect(control.maxAge == 60 && control.sharedMaxAge == 30)
        #expect(control.staleWhileRevalidate == 5 && control.staleIfError == 6)

        let flags = read("no-store, NO-CACHE, Private, must-revalidate, no-transform")
        #expect(flags.noStore && flags.noCache && flags.isPrivate && flags.mustRevalidate)
        #expect(flags.noTransform)
        #expect(read("proxy-revalidate").mustRevalidate)
    }

    @Test func `the stricter of repeated directives counts, over all fields`() {
        #expect(read("max-age=60, max-age=30").maxAge == 30)
        #expect(read("max-age=30", "max-age=60").maxAge == 30)
        #expect(read("max-age=30, max-age=x").maxAge == 0)
        #expect(read("public", "no-store").noStore)
    }

    @Test(arguments: [
        "max-age", "max-age=", "max-age=-1", "max-age=1.5", "max-age=1e3", "max-age=0x10",
        "max-age=sixty", "max-age=60;no-store", "max-age=+5", "max-age=\"60, x\"", "max-age=６０",
    ])
    func `a malformed number counts as zero`(value: String) {
        #expect(read(value).maxAge == 0)
    }

    @Test(arguments: [
        "2147483648", "2147483649", "9223372036854775807", "9223372036854775808",
        "99999999999999999999999999999999",
    ])
    func `numbers are limited to 2 to the 31st`(number: String) {
        #expect(read("max-age=\(number)").maxAge == 1 << 31)
        #expect(read("s-maxage=\(number), stale-if-error=\(number)").staleIfError == 1 << 31)
    }

    @Test func `one below the largest number is unchanged`() {
        #expect(read("max-age=2147483647").maxAge == (1 << 31) - 1)
    }

    @Test func `commas within quotes do not separate`() {
        let control = read("private=\"a, no-store, max-age=0\", max-age=60, ext=\"x, s-maxage=1\"")

        #expect(control.isPrivate && !control.noStore && control.maxAge == 60 && control.sharedMaxAge == nil)
    }

    @Test func `an open quote includes the rest`() {
        let control = read("max-age=60, ext=\"no-store, private")

        #expect(control.maxAge == 60 && !control.noStore && !control.isPrivate)
    }

    @Test func `similar words are not directives`() {
        let control = read(
            "no-storex, xno-store, maxage=0, max_age=0, =, ===, \"no-store\", public, immutable"
        )

        #expect(control == CacheControl([:]))
    }

    @Test func `no-cache and private with field names apply to the whole response`() {
        #expect(read("no-cache=\"Set-Cookie\"").noCache)
        #expect(read("private=\"Set-Cookie\"").isPrivate)
    }
}

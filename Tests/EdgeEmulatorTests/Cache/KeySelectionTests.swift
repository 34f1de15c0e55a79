import EdgeEmulator
import HTTPTypes
import Testing

/// Cache keys, without a cache: the parts of requests that they select.
@Suite struct KeySelectionTests {
    private func key(
        _ target: String = "/a",
        _ fields: HTTPFields = [:],
        method: String = "GET",
        distribution: String = "E1",
        country: String? = nil,
        compresses: Bool = false,
        by policy: CachePolicy = CachePolicy()
    ) -> CacheKey {
        let request = ViewerRequest(
            method: method,
            target: target,
            fields: fields,
            viewer: Viewer(country: country)
        )
        return CacheKey(
            request,
            ViewerContext(request, EmulatedEdge.Settings()),
            distribution: distribution,
            policy: policy,
            compresses: compresses
        )
    }

    @Test func `a key has the path as sent, and only the selected parameters`() {
        let policy = CachePolicy(queryStrings: .only(["x", "y"]))
        let found = key("/a%20b?z=1&x=2&xx=3&y&x=4&", by: policy)

        #expect(found.path == "/a%20b" && found.query == "x=2&y&x=4")
        #expect(found.target == "/a%20b?x=2&y&x=4")
        #expect(key("/a?x=1").target == "/a")
        #expect(key("/a?&&", by: CachePolicy(queryStrings: .all)).query == "&&")
        #expect(key("/a?b=1&&c", by: CachePolicy(queryStrings: .allExcept(["b"]))).query == "&c")
    }

    @Test func `distributions, GET and OPTIONS have different keys, GET and HEAD the same`() {
        #expect(key() == key() && key() == key(method: "HEAD"))
        #expect(key() != key(distribution: "E2") && key() != key(method: "OPTIONS"))
    }

    @Test func `repeated and missing headers count by their values`() throws {
        let policy = CachePolicy(headers: .only(["accept-language", "x-b"]))
        let name = try #require(HTTPField.Name("X-B"))
        var twice: HTTPFields = [name: "1"]
        twice.append(HTTPField(name: name, value: "2"))

        #expect(key("/a", twice, by: policy) == key("/a", [name: "1,2"], by: policy))
        #expect(key("/a", [name: ""], by: policy) == key("/a", [:], by: policy))
        #expect(key("/a", [name: "1"], by: policy) != key("/a", [.acceptLanguage: "1"], by: policy))
    }

    @Test func `cookies count by name and value, in any order and over several fields`() {
        let policy = CachePolicy(cookies: .only(["a", "b"]))
        var fields: HTTPFields = [.cookie: "b=2"]
        fields.append(HTTPField(name: .cookie, value: "a=1; c=3"))

        #expect(key("/a", fields, by: policy) == key("/a", [.cookie: "a=1;b=2"], by: policy))
        #expect(key("/a", [.cookie: "c=3"], by: policy) == key("/a", [:], by: policy))
        #expect(key("/a", [.cookie: "a"], by: policy) != key("/a", [:], by: policy))
        #expect(key("/a", [.cookie: "a=1; a=2"], by: policy) != key("/a", [.cookie: "a=1"], by: policy))
    }

    @Test func `the country counts where it is selected, from the viewer or the settings`() {
        let policy = CachePolicy(headers: .only(["cloudfront-viewer-country"]))

        #expect(key(country: "DE", by: policy) != key(country: "FR", by: policy))
        #expect(key(by: policy) == key(country: "US", by: policy))
        #expect(key(country: "DE") == key(country: "FR"))
    }

    @Test func `encodings count only where responses are compressed`() {
        #expect(key("/a", [.acceptEncoding: "br"]) == key())
        #expect(key("/a", [.acceptEncoding: "br"], compresses: true) != key(compresses: true))
        #expect(
            key("/a", [.acceptEncoding: "br, gzip"], compresses: true)
                == key("/a", [.acceptEncoding: "gzip;q=0.1,BR"], compresses: true)
        )
    }
}

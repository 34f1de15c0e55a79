import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import NIOCore
import Testing

/// The requests that share an object.
@Suite struct CacheKeyTests {
    /// Reports if two requests share an object.
    private func share(
        _ one: (target: String, fields: HTTPFields),
        _ other: (target: String, fields: HTTPFields),
        countries: [String] = ["US", "US"],
        methods: [String] = ["GET", "GET"],
        _ change: @escaping (inout Distribution) -> Void
    ) async throws -> Bool {
        try await ScriptedOrigin.run { _ in
            .text("x", [.cacheControl: "max-age=600"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, [:], change)
            for (index, request) in [one, other].enumerated() {
                let answer = try await edge.get(
                    request.target,
                    method: methods[index],
                    request.fields,
                    viewer: Viewer(country: countries[index])
                )
                #expect(answer.status == 200)
            }
            return origin.requests.count == 1
        }
    }

    private func share(
        _ one: String,
        _ other: String,
        methods: [String] = ["GET", "GET"],
        _ change: @escaping (inout Distribution) -> Void = { _ in }
    ) async throws -> Bool {
        try await share((one, [:]), (other, [:]), methods: methods, change)
    }

    private func share(
        _ one: HTTPFields,
        _ other: HTTPFields,
        _ change: @escaping (inout Distribution) -> Void
    ) async throws -> Bool {
        try await share(("/a", one), ("/a", other), change)
    }

    @Test func `paths differ byte by byte`() async throws {
        #expect(try await share("/a", "/a"))
        for other in ["/A", "/a/", "//a", "/%61", "/a%20", "/b"] {
            #expect(try await !share("/a", other), "\(other)")
        }
    }

    @Test func `query strings outside of the key make no difference`() async throws {
        #expect(try await share("/a", "/a?x=1"))
        #expect(try await share("/a?x=1", "/a?y=2"))
    }

    @Test func `with all parameters in the key, the text of the query string counts`() async throws {
        let all: (inout Distribution) -> Void = { $0.defaultBehavior.cachePolicy.queryStrings = .all }

        #expect(try await share("/a?x=1&y=2", "/a?x=1&y=2", all))
        for other in ["/a", "/a?y=2&x=1", "/a?x=1", "/a?X=1&y=2", "/a?x=1&y=2&"] {
            #expect(try await !share("/a?x=1&y=2", other, all), "\(other)")
        }
    }

    @Test func `only selected parameters make a difference`() async throws {
        let only: (inout Distribution) -> Void = {
            $0.defaultBehavior.cachePolicy.queryStrings = .only(["x"])
        }
        #expect(try await share("/a?x=1&y=2", "/a?y=3&x=1", only))
        #expect(try await share("/a", "/a?y=1", only))
        #expect(try await !share("/a?x=1", "/a?x=2", only))
        #expect(try await !share("/a?x=1", "/a?x=1&x=2", only))
        #expect(try await !share("/a?x", "/a", only))
        #expect(try await share("/a?xx=1", "/a", only))

        let but: (inout Distribution) -> Void = {
            $0.defaultBehavior.cachePolicy.queryStrings = .allExcept(["x"])
        }
        #expect(try await share("/a?x=1&y=2", "/a?y=2&x=3", but))
        #expect(try await !share("/a?y=1", "/a?y=2", but))
    }

    @Test func `selected headers count by value`() async throws {
        let plain: (inout Distribution) -> Void = { _ in }
        let only: (inout Distribution) -> Void = {
            $0.defaultBehavior.cachePolicy.headers = .only(["accept-language", "x-b"])
        }
        let name = try #require(HTTPField.Name("X-B"))

        #expect(try await share([.acceptLanguage: "de"], [.acceptLanguage: "en"], plain))
        #expect(try await !share([.acceptLanguage: "de"], [.acceptLanguage: "en"], only))
        #expect(try await !share([.acceptLanguage: "de"], [:], only))
        #expect(
            try await share([.acceptLanguage: "de", name: "1"], [name: "1", .acceptLanguage: "de"], only)
        )
        #expect(try await !share([.acceptLanguage: "de"], [name: "de"], only))
        #expect(try await share([.userAgent: "a"], [.userAgent: "b"], only))
    }

    @Test func `selected cookies count in any order`() async throws {
        let only: (inout Distribution) -> Void = {
            $0.defaultBehavior.cachePolicy.cookies = .only(["a", "b"])
        }
        let all: (inout Distribution) -> Void = { $0.defaultBehavior.cachePolicy.cookies = .all }

        #expect(try await share([.cookie: "a=1"], [.cookie: "a=2"]) { _ in })
        #expect(try await share([.cookie: "a=1; b=2; c=3"], [.cookie: "c=4; b=2; a=1"], only))
        #expect(try await !share([.cookie: "a=1"], [.cookie: "a=2"], only))
        #expect(try await !share([.cookie: "a=1"], [:], only))
        #expect(try await share([.cookie: "aa=1"], [:], only))
        #expect(try await share([.cookie: "x=1; y=2"], [.cookie: "y=2; x=1"], all))
        #expect(try await !share([.cookie: "x=1; y=2"], [.cookie: "x=1"], all))
    }

    @Test func `CloudFront's headers have its values, whatever the viewer sends`() async throws {
        let name = try #require(HTTPField.Name("CloudFront-Viewer-Country"))
        let only: (inout Distribution) -> Void = {
            $0.defaultBehavior.cachePolicy.headers = .only(["cloudfront-viewer-country"])
        }
        #expect(try await !share(("/a", [:]), ("/a", [:]), countries: ["US", "DE"], only))
        #expect(try await share(("/a", [name: "FR"]), ("/a", [name: "IT"]), countries: ["US", "US"], only))
        #expect(try await !share(("/a", [name: "FR"]), ("/a", [name: "FR"]), countries: ["US", "DE"], only))
    }

    @Test func `viewers that accept the same encodings share an object`() async throws {
        let compresses: (inout Distribution) -> Void = { $0.defaultBehavior.compresses = true }
        func share(_ one: String, _ other: String) async throws -> Bool {
            try await self.share([.acceptEncoding: one], [.acceptEncoding: other], compresses)
        }
        #expect(try await share("gzip", "deflate, gzip;q=0.5, zstd"))
        #expect(try await share("br, gzip", "gzip,br"))
        #expect(try await share("identity", "gzip;q=0"))
        #expect(try await share("", "GZIP;q=0.000"))
        #expect(try await !share("gzip", "br"))
        #expect(try await !share("gzip, br", "gzip"))
        #expect(try await !share("gzip", "identity"))
        #expect(try await self.share([.acceptEncoding: "gzip"], [.acceptEncoding: "br"]) { _ in })
    }

    @Test func `HEAD uses the object of a GET and stores nothing`() async throws {
        #expect(try await share("/a", "/a", methods: ["GET", "HEAD"]))
        #expect(try await !share("/a", "/a", methods: ["HEAD", "GET"]))
    }

    @Test func `OPTIONS is cached only if configured, and separately`() async throws {
        let cached: (inout Distribution) -> Void = { $0.defaultBehavior.cachedMethods.insert("OPTIONS") }

        #expect(try await !share("/a", "/a", methods: ["OPTIONS", "OPTIONS"]))
        #expect(try await share("/a", "/a", methods: ["OPTIONS", "OPTIONS"], cached))
        #expect(try await !share("/a", "/a", methods: ["GET", "OPTIONS"], cached))
        #expect(try await !share("/a", "/a", methods: ["OPTIONS", "GET"], cached))
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func `other methods always go to the origin`(method: String) async throws {
        #expect(try await !share("/a", "/a", methods: [method, method]))
        #expect(try await !share("/a", "/a", methods: ["GET", method]))
    }

    @Test func `two distributions share nothing`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("x", [.cacheControl: "max-age=600"])
        } _: { (origin: ScriptedOrigin) async throws in
            let distributions = ["one", "two"].map { name in
                var distribution = Distribution(name: name, origin: Edge.settings(for: origin))
                distribution.aliases = ["\(name).test"]
                return distribution
            }
            let emulator = EmulatedEdge(backend: ScriptedBackend(), site: Site(distributions: distributions))
            for host in ["one.test", "two.test", "one.test", "two.test"] {
                _ = await emulator.respond(to: ViewerRequest(target: "/a", fields: [.hostField: host]))
            }
            #expect(origin.requests.count == 2)
            await emulator.shutDown()
        }
    }

    @Test func `the default root object has one entry for both paths`() async throws {
        #expect(try await share("/", "/index.html") { $0.defaultRootObject = "index.html" })
        #expect(try await !share("/", "/index.html"))
    }
}

import EdgeEmulator
import HTTPTypes
import Testing

/// The headers of files, excluded files, and CORS.
@Suite struct FolderHeadersTests {
    private func respond(
        _ settings: FolderOrigin.Settings,
        _ path: String,
        method: String = "GET",
        _ fields: HTTPFields = [:]
    ) async -> OriginResponse {
        await FolderOrigin(settings).respond(method: method, path: path, fields: fields)
    }

    private func cacheControl(_ preset: HeaderPreset, _ path: String) async throws -> String? {
        try await withFolder([String(path.dropFirst()): "x"]) { (root: String) async throws in
            await respond(FolderOrigin.Settings(root: root, preset: preset), path).fields[.cacheControl]
        }
    }

    @Test(arguments: [
        (HeaderPreset.staticWebsite, "/index.html"), (.staticWebsite, "/a.js"), (.astro, "/index.html"),
        (.astro, "/x/_astro/a.js"), (.svelteKit, "/_app/version.json"), (.nuxt, "/index.html"),
        (.gatsby, "/index.html"),
    ])
    func `presets let only the CDN cache pages`(preset: HeaderPreset, path: String) async throws {
        #expect(
            try await cacheControl(preset, path) == "public, max-age=0, s-maxage=31536000, must-revalidate"
        )
    }

    @Test(arguments: [
        (HeaderPreset.singlePageApp, "/a.js"), (.astro, "/_astro/a.js"), (.svelteKit, "/_app/immutable/a.js"),
        (.nuxt, "/_nuxt/a.js"), (.gatsby, "/static/a.png"), (.gatsby, "/a.js"), (.gatsby, "/a.css"),
    ])
    func `presets let browsers cache files with a hash in their name for good`(
        preset: HeaderPreset,
        path: String
    )
        async throws
    {
        #expect(try await cacheControl(preset, path) == "public, max-age=31536000, immutable")
    }

    @Test func `pages of a single-page app are never cached, and without a preset there is no Cache-Control`()
        async throws
    {
        let never = "public, max-age=0, s-maxage=0, must-revalidate"
        #expect(try await cacheControl(.singlePageApp, "/x/index.html") == never)
        #expect(try await cacheControl(.none, "/index.html") == nil)
    }

    @Test func `the last matching header rule wins, also over the preset`() async throws {
        try await withFolder(["a.js": "1", "b.js": "2", "x/c.js": "3", "d.css": "4"]) {
            (root: String) async throws in
            let settings = FolderOrigin.Settings(
                root: root,
                headers: [
                    .init(
                        included: GlobPattern("*.js"),
                        headers: [.init(name: "Cache-Control", value: "one")]
                    ),
                    .init(
                        included: GlobPattern("**"),
                        excluded: GlobPattern("b.js"),
                        headers: [
                            .init(name: "cache-control", value: "two"), .init(name: "X-Mine", value: "1"),
                            .init(name: "not a name", value: "x"),
                            .init(name: "Content-Type", value: "text/mine"),
                        ]
                    ),
                    .init(
                        included: GlobPattern("x/*"),
                        headers: [.init(name: "Cache-Control", value: "three")]
                    ),
                ],
                preset: .staticWebsite
            )
            let values = ["/a.js": "two", "/b.js": "one", "/x/c.js": "three", "/d.css": "two"]
            for (path, value) in values {
                #expect(await respond(settings, path).fields[values: .cacheControl] == [value], "\(path)")
            }
            let answer = await respond(settings, "/a.js").fields
            #expect(answer[HTTPField.Name("X-Mine")!] == "1" && answer[.contentType] == "text/mine")
        }
    }

    @Test func `excluded files are not found under any spelling of their path`() async throws {
        try await withFolder([".env": "1", "x/.env": "2", "a/b/c.map": "3", "a.txt": "4"]) {
            (root: String) async throws in
            let settings = FolderOrigin.Settings(
                root: root,
                excluded: [GlobPattern(".env"), GlobPattern("a/**/*.map")]
            )
            for path in ["/.env", "/%2eenv", "/x/.env", "/x%2f.env", "/a/b/c.map", "//.env", "/x//.env"] {
                #expect(await respond(settings, path).status == 404, "\(path)")
                #expect(await respond(settings, path, method: "HEAD").status == 404, "\(path)")
            }
            #expect(await respond(settings, "/a.txt").status == 200)
        }
    }

    @Test(arguments: [
        ("/a.js", "text/javascript"), ("/a.JSON", "application/json"), ("/a.tar.gz", "application/gzip"),
        ("/a.svg", "image/svg+xml"), ("/a", "binary/octet-stream"), ("/a.", "binary/octet-stream"),
        ("/a.unheard-of", "binary/octet-stream"), ("/x.html/a", "binary/octet-stream"),
        ("/.html", "text/html"),
        ("/a.woff2", "font/woff2"), ("/a.png", "image/png"), ("/a.css", "text/css"),
    ])
    func `content types are derived from extensions`(path: String, type: String) async throws {
        try await withFolder([String(path.dropFirst()): "x"]) { (root: String) async throws in
            let found = await respond(FolderOrigin.Settings(root: root), path).fields[.contentType] ?? ""

            #expect(found.prefix { $0 != ";" } == type[...])
        }
    }

    // MARK: CORS

    private static let rule = CORSRule(
        origins: ["https://*.example.com", "https://one.test"],
        methods: ["GET"],
        requestHeaders: ["x-*", "Accept"],
        exposedHeaders: ["ETag", "X-A"],
        maxAge: 60
    )

    @Test func `an allowed origin gets CORS headers`() async throws {
        try await withFolder(["a": "1"]) { (root: String) async throws in
            let settings = FolderOrigin.Settings(root: root, cors: [Self.rule])
            for origin in ["https://a.example.com", "https://a.b.example.com", "https://one.test"] {
                let answer = await respond(settings, "/a", [.origin: origin])
                #expect(answer.fields[.accessControlAllowOrigin] == origin)
                #expect(answer.fields[.accessControlExposeHeaders] == "ETag, X-A")
                #expect(answer.fields[.vary]?.contains("Origin") == true)
            }
            #expect(await respond(settings, "/none", [.origin: "https://one.test"]).fields[.vary] != nil)
        }
    }

    @Test(arguments: [
        "https://example.com", "http://a.example.com", "https://a.example.com.evil", "https://one.test.x",
        "", "null", "*", "https://example.com:443", "https://xexample.com",
    ])
    func `other origins get none`(origin: String) async throws {
        try await withFolder(["a": "1"]) { (root: String) async throws in
            let settings = FolderOrigin.Settings(root: root, cors: [Self.rule])
            let answer = await respond(settings, "/a", [.origin: origin])
            let asked: HTTPFields = [.origin: origin, .accessControlRequestMethod: "GET"]

            #expect(answer.status == 200 && answer.fields[.accessControlAllowOrigin] == nil)
            #expect(await respond(settings, "/a", method: "OPTIONS", asked).status == 403)
        }
    }

    @Test func `a method without a rule is not allowed`() async throws {
        try await withFolder(["a": "1"]) { (root: String) async throws in
            let settings = FolderOrigin.Settings(root: root, cors: [Self.rule])
            let head = await respond(settings, "/a", method: "HEAD", [.origin: "https://one.test"])
            #expect(head.status == 200 && head.fields[.accessControlAllowOrigin] == nil)

            for method in ["HEAD", "PUT", "get", "*", ""] {
                let asked: HTTPFields = [.origin: "https://one.test", .accessControlRequestMethod: method]
                #expect(await respond(settings, "/a", method: "OPTIONS", asked).status == 403, "\(method)")
            }
        }
    }

    @Test func `a preflight response lists the allowed methods and headers`() async throws {
        let settings = FolderOrigin.Settings(root: "/nowhere", cors: [Self.rule])
        let answer = await respond(
            settings,
            "/a",
            method: "OPTIONS",
            [
                .origin: "https://one.test", .accessControlRequestMethod: "GET",
                .accessControlRequestHeaders: "X-One, accept",
            ]
        )

        #expect(answer.status == 200 && answer.fields[.contentLength] == "0")
        #expect(answer.fields[.accessControlAllowHeaders] == "X-One, accept")
        #expect(answer.fields[.accessControlAllowMethods] == "GET")
        #expect(answer.fields[.accessControlMaxAge] == "60")
    }

    @Test(arguments: ["authorization", "X-One, authorization", "acceptt", "y-x-"])
    func `a preflight for a forbidden header is refused`(headers: String) async throws {
        let asked: HTTPFields = [
            .origin: "https://one.test", .accessControlRequestMethod: "GET",
            .accessControlRequestHeaders: headers,
        ]
        let settings = FolderOrigin.Settings(root: "/nowhere", cors: [Self.rule])

        #expect(await respond(settings, "/a", method: "OPTIONS", asked).status == 403)
    }

    @Test func `an incomplete preflight is refused, and one without rules too`() async throws {
        let settings = FolderOrigin.Settings(root: "/nowhere", cors: [Self.rule])
        #expect(await respond(settings, "/a", method: "OPTIONS").status == 400)
        #expect(await respond(settings, "/a", method: "OPTIONS", [.origin: "https://one.test"]).status == 400)
        let noOrigin: HTTPFields = [.accessControlRequestMethod: "GET"]
        #expect(await respond(settings, "/a", method: "OPTIONS", noOrigin).status == 400)
        let asked: HTTPFields = [.origin: "https://one.test", .accessControlRequestMethod: "GET"]
        #expect(
            await respond(FolderOrigin.Settings(root: "/nowhere"), "/a", method: "OPTIONS", asked).status
                == 403
        )
    }

    @Test func `a rule for all origins sends a star and allows no credentials`() async throws {
        let settings = FolderOrigin.Settings(root: "/nowhere", cors: [Self.rule, CORSRule()])
        let answer = await respond(settings, "/a", [.origin: "https://else.test"])

        #expect(answer.fields[.accessControlAllowOrigin] == "*")
        #expect(answer.fields[.accessControlAllowCredentials] == nil)
    }
}

import Testing

/// The files that answer URLs, in buckets and hosting buckets.
@Suite(.serialized) struct ServeDocumentsTests {
    static let pages = [
        "public/index.html": "the index", "public/404.html": "nothing is here", "public/about.html": "about",
        "public/docs/index.html": "docs", "public/app.js": "script", "public/start.html": "another begin",
        "public/lost.html": "lost", ".brink-secret": "a secret", "public/.hidden": "hidden",
    ]

    /// The expected status and end of the body for a path.
    struct Expectation: Sendable {
        let path: String
        let status: Int
        let end: String

        init(_ path: String, _ status: Int, _ end: String) {
            self.path = path
            self.status = status
            self.end = end
        }
    }

    /// Manifests, and the responses for their paths.
    static let sites: [(name: String, manifest: String, expected: [Expectation])] = [
        (
            "a bucket by default", siteManifest(),
            [
                .init("/", 200, "the index"), .init("/about", 200, "about"), .init("/docs", 200, "docs"),
                .init("/docs/", 200, "docs"), .init("/about.html", 200, "about"),
                .init("/?x=1", 200, "the index"),
                .init("/nowhere", 404, "nothing is here"), .init("/about/", 404, "nothing is here"),
                .init("/ABOUT", 404, "nothing is here"), .init("/app.js/", 404, "nothing is here"),
                .init("/about.html/x", 404, "nothing is here"),
            ]
        ),
        (
            "without normalization", siteManifest(cdn: ["disableUrlNormalization: true"]),
            [
                .init("/", 200, "the index"), .init("/about.html", 200, "about"),
                .init("/about", 404, "nothing is here"), .init("/docs", 404, "nothing is here"),
                .init("/docs/", 404, "nothing is here"),
            ]
        ),
        (
            "other documents",
            siteManifest(cdn: ["indexDocument: /start.html", "errorDocument: /lost.html"]),
            [.init("/", 200, "another begin"), .init("/nowhere", 404, "lost"), .init("/docs/", 200, "docs")]
        ),
        (
            "an error document that is not there", siteManifest(cdn: ["errorDocument: /gone.html"]),
            [.init("/nowhere", 404, ""), .init("/", 200, "the index")]
        ),
        (
            "a single-page app", siteManifest(cdn: ["rewriteRoutesForSinglePageApp: true"]),
            [
                .init("/", 200, "the index"), .init("/users/7", 200, "the index"),
                .init("/about", 200, "the index"), .init("/app.js", 200, "script"),
                .init("/gone.js", 404, "the index"),
            ]
        ),
        (
            "a hosting bucket",
            """
            resources:
              web:
                type: hosting-bucket
                properties: { uploadDirectoryPath: public, errorDocument: /lost.html }
            """,
            [
                .init("/", 200, "the index"), .init("/about", 200, "about"), .init("/docs/", 200, "docs"),
                .init("/nowhere", 404, "lost"),
            ]
        ),
        (
            "a hosting bucket of a single-page app",
            """
            resources:
              web:
                type: hosting-bucket
                properties: { uploadDirectoryPath: public, hostingContentType: single-page-app }
            """,
            [
                .init("/users/7", 200, "the index"), .init("/app.js", 200, "script"),
                .init("/gone.js", 404, "the index"),
            ]
        ),
        (
            "a prefix", siteManifest(cdn: ["defaultRoutePrefix: /docs"]),
            [.init("/index.html", 200, "docs"), .init("/about.html", 404, "")]
        ),
    ]

    @Test(arguments: sites)
    func `a path finds its document`(name: String, manifest: String, expected: [Expectation]) async throws {
        var files = Self.pages
        files["stacktape.yml"] = manifest
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for expectation in expected {
                    let answer = try await site.get(expectation.path)
                    #expect(
                        answer.hasPrefix("HTTP/1.1 \(expectation.status) "),
                        "\(name): \(expectation.path)\n\(answer)"
                    )
                    #expect(answer.hasSuffix(expectation.end), "\(name): \(expectation.path)")
                }
            }
        }
    }

    /// Paths that try to leave the folder.
    static let escapes = [
        "/../stacktape.yml", "/..%2fstacktape.yml", "/%2e%2e/stacktape.yml", "/docs/../../stacktape.yml",
        "/docs/..%2f..%2fstacktape.yml", "//etc/passwd", "/%2fetc%2fpasswd", "/..%5cstacktape.yml",
        "/link/secret",
        "/link.txt", "/a%00.html", "/.brink/logs.sqlite", "/%2e%2e/.brink/logs.sqlite",
    ]

    @Test(arguments: escapes)
    func `files outside the folder are not served`(path: String) async throws {
        var files = Self.pages
        files["stacktape.yml"] = siteManifest()
        files["outside/secret"] = "a secret"
        try await withFolder(files) { folder in
            _ = try await run("/bin/ln", ["-s", "../outside", "public/link"], in: folder)
            _ = try await run("/bin/ln", ["-s", "../outside/secret", "public/link.txt"], in: folder)
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let answer = try await site.get(path, "--path-as-is")
                #expect(answer.hasPrefix("HTTP/1.1 40"), "\(answer)")
                #expect(!answer.contains("a secret") && !answer.contains("resources:"))
                #expect(!answer.contains("root:") && !answer.contains("SQLite"))
                #expect(try await site.get("/").hasSuffix("the index"))
            }
        }
    }

    @Test func `a host name selects the site, and the first site answers to any other name`() async throws {
        let files = [
            "stacktape.yml": """
            resources:
              one:
                type: hosting-bucket
                properties: { uploadDirectoryPath: first }
              Two:
                type: bucket
                properties:
                  directoryUpload: { directoryPath: second }
                  cdn:
                    enabled: true
                    customDomains: [{ domainName: Two.example.com }]
            """,
            "first/index.html": "the first", "second/index.html": "the second",
        ]
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let port = site.port
                try await site.reports("one is served at http://localhost:\(port)/")
                try await site.reports("Two is served at http://two.localhost:\(port)/")
                let hosts = [
                    ("two.localhost", "the second"), ("two.localhost:\(port)", "the second"),
                    ("two.example.com", "the second"), ("TWO.Example.Com", "the second"),
                    ("localhost", "the first"), ("one.localhost", "the first"), ("example.com", "the first"),
                    ("three.localhost", "the first"), ("xtwo.example.com", "the first"),
                ]
                for (host, text) in hosts {
                    let answer = try await site.curl([
                        "-s", "-H", "Host: \(host)", "http://127.0.0.1:\(port)/",
                    ])
                    #expect(answer == text, "\(host)")
                }
            }
        }
    }

    @Test func `excluded files are missing, and files have their own headers`() async throws {
        let files = [
            "stacktape.yml": """
            resources:
              site:
                type: bucket
                properties:
                  directoryUpload:
                    directoryPath: public
                    headersPreset: static-website
                    excludeFilesPatterns: ["**/*.map", "drafts/**"]
                    fileOptions:
                      - includePattern: "**/*.txt"
                        headers: [{ key: X-Kind, value: text }]
                  cors:
                    enabled: true
                    corsRules: [{ allowedOrigins: ["https://a.example.com"], allowedMethods: [GET] }]
                  cdn: { enabled: true, cachingOptions: { cacheKeyParameters: { headers: { whitelist: [Origin] } } } }
            """,
            "public/a.txt": "a", "public/a.js.map": "a map", "public/drafts/b.txt": "a draft",
            "public/a.html": "a",
            "public/known.html": "a", "public/strange.html": "a",
        ]
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                #expect(header("X-Kind", of: try await site.get("/a.txt")) == "text")
                let page = try await site.get("/a.html")
                #expect(header("X-Kind", of: page) == nil)
                #expect(
                    header("Cache-Control", of: page)
                        == "public, max-age=0, s-maxage=31536000, must-revalidate"
                )
                for path in ["/a.js.map", "/drafts/b.txt"] {
                    #expect(try await site.get(path).hasPrefix("HTTP/1.1 404 "), "\(path)")
                }
                let allowed = "Access-Control-Allow-Origin"
                let known = try await site.get("/known.html", "-H", "Origin: https://a.example.com")
                #expect(header(allowed, of: known) == "https://a.example.com")
                let stranger = try await site.get("/strange.html", "-H", "Origin: https://b.example.com")
                #expect(stranger.hasPrefix("HTTP/1.1 200 ") && header(allowed, of: stranger) == nil)
            }
        }
    }
}

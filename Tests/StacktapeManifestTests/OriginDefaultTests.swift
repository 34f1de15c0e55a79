import StacktapeManifest
import Testing

/// What is not written, and what a deployment loses, by the kind of origin.
@Suite struct OriginDefaultTests {
    /// Writes a manifest with an API and members of its CDN, from line 7 on.
    private func api(_ type: String = "http-api-gateway", _ lines: String...) -> String {
        """
        resources:
          api:
            type: \(type)
            properties:
              cdn:
                enabled: true
        \(lines.map { "        " + $0 }.joined(separator: "\n"))

        """
    }

    // MARK: Hosting buckets

    /// Writes a manifest with a hosting bucket and additional properties, from line 6 on.
    private func hosting(_ lines: String...) -> String {
        """
        resources:
          web:
            type: hosting-bucket
            properties:
              uploadDirectoryPath: dist
        \(lines.map { "      " + $0 }.joined(separator: "\n"))

        """
    }

    @Test func `a hosting bucket may have build and dev`() throws {
        let yaml = hosting(
            "build: { command: npm run build, workingDirectory: web }",
            "dev: { command: vite }"
        )
        let site = try #require(try manifest(yaml).distributions.first)

        guard case .folder(let contents) = site.origin.source else {
            Issue.record("\(site.origin)")
            return
        }
        #expect(contents.buildCommand == "npm run build")
        #expect(contents.directory.absolute == "/project/dist")
        #expect(try warnings(yaml) == [])
    }

    @Test(arguments: [
        ("build: {}", "6:14", "has no command"), ("dev: { workingDirectory: . }", "6:12", "has no command"),
        ("build: npm run build", "6:14", "expected an object"), ("build: []", "6:14", "expected an object"),
        ("build: { command: 1 }", "6:25", "the number 1"), ("build: { command: \"\" }", "6:25", "is empty"),
        ("dev: { command: a, workingDir: b }", "6:26", "expected one of command, workingDirectory"),
        ("build: { command: a, workingDirectory: [b] }", "6:46", "a list"),
        ("biuld: { command: a }", "6:7", "did you mean \"build\"?"),
    ])
    func `a wrong build or dev is refused`(line: String, position: String, part: String) {
        let found = problems(hosting(line))

        #expect(
            found.count == 1 && found[0].hasPrefix("\(position): ") && found[0].contains(part),
            "\(found)"
        )
    }

    @Test func `a bucket has neither build nor dev`() {
        #expect(problems(bucket("build: { command: a }")).map { $0.contains("\"build\"") } == [true])
        #expect(problems(bucket("dev: { command: a }")).map { $0.contains("\"dev\"") } == [true])
    }

    // MARK: Documents

    @Test(arguments: ["http-api-gateway", "application-load-balancer", "function", "web-service"])
    func `an API has no index and no error document unless they are written`(type: String) throws {
        let plain = try #require(try manifest(api(type)).distributions.first)
        #expect(plain.indexDocument == nil && plain.errorDocument == nil && !plain.normalizesURLs)

        let written = api(type, "indexDocument: start.html", "errorDocument: lost.html")
        let site = try #require(try manifest(written).distributions.first)
        #expect(site.indexDocument == "/start.html" && site.errorDocument == "/lost.html")
    }

    @Test func `members of one kind of origin are refused for the others`() {
        for member in ["rewriteRoutesForSinglePageApp: true", "disableUrlNormalization: true"] {
            #expect(problems(cdn(member)) == [])
            #expect(problems(api("http-api-gateway", member)).count == 1, "\(member)")
            #expect(problems(api("application-load-balancer", member)).count == 1, "\(member)")
        }
        for member in ["listenerPort: 8443", "originDomainName: a.example.com"] {
            #expect(problems(api("application-load-balancer", member)) == [])
            #expect(problems(api("function", member)).count == 1, "\(member)")
            #expect(problems(cdn(member)).count == 1, "\(member)")
        }
        #expect(problems(api("application-load-balancer", "listenerPort: 0")).count == 1)
    }

    // MARK: Options that a deployment loses

    @Test(arguments: [
        ("cachingOptions: { defaultTTL: 0 }", "7:39", "15768000 seconds apply"),
        ("cachingOptions: { maxTTL: 0 }", "7:35", "31536000 seconds apply"),
        ("forwardingOptions: { headers: { whitelist: [Origin] } }", "7:39", "ignores whitelist"),
    ])
    func `an option that a bucket loses has no effect and a warning`(
        line: String,
        position: String,
        part: String
    ) throws {
        let found = try warnings(cdn(line))
        let site = try #require(try manifest(cdn(line)).distributions.first)

        #expect(
            found.count == 1 && found[0].hasPrefix("\(position): ") && found[0].contains(part),
            "\(found)"
        )
        #expect(site.caching == CachingOptions() && site.forwarding == ForwardingOptions())
    }

    @Test(arguments: [
        (
            "cachingOptions: { cacheKeyParameters: { headers: { whitelist: [X-A] } } }", "7:58",
            "only Authorization in the cache key"
        ),
        ("cachingOptions: { maxTTL: 0 }", "7:35", "31536000 seconds apply"),
        ("forwardingOptions: { headers: { allExcept: [X-A] } }", "7:39", "ignores allExcept"),
    ])
    func `an option that an API loses has no effect and a warning`(
        line: String,
        position: String,
        part: String
    ) throws {
        let yaml = api("http-api-gateway", line)
        let found = try warnings(yaml)
        let site = try #require(try manifest(yaml).distributions.first)

        #expect(
            found.count == 1 && found[0].hasPrefix("\(position): ") && found[0].contains(part),
            "\(found)"
        )
        #expect(site.caching == CachingOptions() && site.forwarding == ForwardingOptions())
    }

    @Test func `the same options count where the deployment makes a policy`() throws {
        let bucket = try #require(
            try manifest(
                cdn(
                    "cachingOptions: { defaultTTL: 0, cacheKeyParameters: { cookies: { all: true } } }",
                    "forwardingOptions: { queryString: { all: true }, headers: { whitelist: [Origin] } }"
                )
            ).distributions.first
        )
        #expect(bucket.caching.defaultTTL == 0 && bucket.forwarding.headers == .only(["Origin"]))

        let server = try #require(
            try manifest(
                api(
                    "function",
                    "cachingOptions: { minTTL: 1, cacheKeyParameters: { headers: { whitelist: [X-A] } } }",
                    "forwardingOptions: { headers: { whitelist: [X-B] } }"
                )
            ).distributions.first
        )
        #expect(server.caching.headers == .only(["X-A"]) && server.forwarding.headers == .only(["X-B"]))
    }

    @Test func `the origin of a route decides, not that of its CDN`() throws {
        let key = "cachingOptions: { cacheKeyParameters: { headers: { whitelist: [X-A] } } }"
        let toServer = "routeTo: { type: custom-origin, properties: { domainName: a.example.com } }"
        let routes = try #require(
            try manifest(
                cdn(
                    "routeRewrites:",
                    "  - { path: /a, \(key) }",
                    "  - { path: /b, \(key), \(toServer) }"
                )
            ).distributions.first
        ).routes

        #expect(routes.map(\.caching.headers) == [.only(["X-A"]), nil])
    }

    @Test(arguments: [
        cdn("forwardingOptions: { headers: { allExcept: [X-A] } }"),
        cdn("forwardingOptions: { cookies: { all: true }, headers: { allExcept: [X-A] } }"),
    ])
    func `allExcept is refused where the deployment makes a policy`(yaml: String) {
        #expect(problems(yaml).map { $0.contains("has allExcept, which Stacktape refuses") } == [true])
    }
}

import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import NIOCore
import Testing

/// The requests that origins and functions see: headers, query, cookies, bodies, origins.
@Suite struct OriginRequestTests {
    @Test func `an origin sees CloudFront as its client`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let viewer = Viewer(address: "198.51.100.7", port: 4711)

            _ = try await edge.get("/a?x=1", [.userAgent: "curl/8", .accept: "*/*"], viewer: viewer)

            let seen = try #require(origin.requests.first)
            #expect(seen.target == "/a?x=1")
            #expect(seen.fields[.userAgent] == "curl/8")
            #expect(seen.fields[HTTPField.Name("X-Forwarded-For")!] == "198.51.100.7")
            #expect(seen.fields[HTTPField.Name("Via")!]?.hasSuffix(".cloudfront.net (CloudFront)") == true)
            #expect(seen.fields[HTTPField.Name("X-Amz-Cf-Id")!]?.count == 56)
        }
    }

    @Test func `an origin sees CloudFront's User-Agent if the viewer's is not forwarded`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) { $0.defaultBehavior.originRequestPolicy.headers = .none }

            _ = try await edge.get("/a", [.userAgent: "curl/8", .acceptLanguage: "de"])

            #expect(origin.requests[0].fields[.userAgent] == "Amazon CloudFront")
            #expect(origin.requests[0].fields[.acceptLanguage] == nil)
        }
    }

    @Test func `X-Forwarded-For keeps its addresses and gets the viewer's`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let name = try #require(HTTPField.Name("X-Forwarded-For"))
            let edge = Edge(origin)

            _ = try await edge.get("/a", [name: "203.0.113.1"], viewer: Viewer(address: "198.51.100.7"))

            #expect(origin.requests[0].fields[name] == "203.0.113.1, 198.51.100.7")
        }
    }

    @Test func `hop-by-hop and disallowed headers are not forwarded`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .request { _ in } }], functions: [.viewerRequest: "f"])
            let fields: HTTPFields = [
                .connection: "keep-alive, X-Mine", HTTPField.Name("X-Mine")!: "1", .te: "trailers",
                .upgrade: "h2c",
                HTTPField.Name("X-Edge-Location")!: "MARS", HTTPField.Name("X-Real-IP")!: "1.2.3.4",
                HTTPField.Name("X-Other")!: "2",
            ]
            _ = try await edge.get("/a", fields)

            let names = Set(origin.requests[0].fields.map(\.name.canonicalName))
            #expect(names.isDisjoint(with: ["x-mine", "te", "upgrade", "x-edge-location", "x-real-ip"]))
            #expect(names.contains("x-other"))
            let shown = edge.backend.events[0].request.headers
            #expect(
                shown.contains("X-Other") && !shown.contains("Connection")
                    && !shown.contains("X-Edge-Location")
            )
        }
    }

    @Test func `the edge asks for the whole object, without the viewer's conditions and ranges`() async throws
    {
        try await ScriptedOrigin.run { _ in
            .text("0123456789", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)

            let answer = try await edge.get("/a", [.range: "bytes=2-4", .ifNoneMatch: "\"old\""])

            #expect(answer.status == 206 && answer.body == "234")
            #expect(answer["Content-Range"] == "bytes 2-4/10" && answer["Content-Length"] == "3")
            #expect(
                origin.requests[0].fields[.range] == nil && origin.requests[0].fields[.ifNoneMatch] == nil
            )
        }
    }

    @Test func `Authorization is forwarded only if it is in the key or the response is not cached`()
        async throws
    {
        try await ScriptedOrigin.run { _ in
            .text("hello", [.cacheControl: "no-store"])
        } _: { (origin: ScriptedOrigin) async throws in
            let plain = Edge(origin)
            _ = try await plain.get("/a", [.authorization: "Bearer x"])
            _ = try await plain.get("/a", method: "POST", [.authorization: "Bearer x"])
            let keyed = Edge(origin) { $0.defaultBehavior.cachePolicy.headers = .only(["authorization"]) }
            _ = try await keyed.get("/a", [.authorization: "Bearer x"])

            #expect(origin.requests.map { $0.fields[.authorization] } == [nil, "Bearer x", "Bearer x"])
        }
    }

    @Test func `only selected parameters and cookies are forwarded`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) {
                $0.defaultBehavior.originRequestPolicy.queryStrings = .only(["a"])
                $0.defaultBehavior.originRequestPolicy.cookies = .allExcept(["secret"])
            }
            _ = try await edge.get("/x?b=2&a=1&a=3&c", [.cookie: "secret=1; theme=dark; b=2"])

            #expect(origin.requests[0].target == "/x?a=1&a=3")
            #expect(origin.requests[0].fields[.cookie] == "theme=dark; b=2")
        }
    }

    @Test func `the parts in the cache key are forwarded too`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) {
                $0.defaultBehavior.originRequestPolicy = OriginRequestPolicy(
                    queryStrings: .none,
                    headers: .none,
                    cookies: .none
                )
                $0.defaultBehavior.cachePolicy = CachePolicy(
                    queryStrings: .only(["q"]),
                    headers: .only(["accept-language"]),
                    cookies: .only(["theme"])
                )
            }
            _ = try await edge.get(
                "/x?q=1&z=2",
                [.acceptLanguage: "de", .cookie: "theme=dark; z=1", .accept: "*/*"]
            )

            let seen = origin.requests[0]
            #expect(seen.target == "/x?q=1" && seen.fields[.cookie] == "theme=dark")
            #expect(seen.fields[.acceptLanguage] == "de" && seen.fields[.accept] == nil)
        }
    }

    @Test func `an origin sees CloudFront's headers with CloudFront's values`() async throws {
        let country = try #require(HTTPField.Name("CloudFront-Viewer-Country"))
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(
                origin,
                ["f": { _ in .request { _ in } }],
                functions: [.viewerRequest: "f", .originRequest: "f"]
            ) {
                $0.defaultBehavior.originRequestPolicy.cloudFrontHeaders = [
                    "cloudfront-viewer-country", "cloudfront-is-mobile-viewer", "cloudfront-is-ios-viewer",
                ]
            }
            let viewer = Viewer(country: "DE", device: .iOS)
            _ = try await edge.get("/a", [country: "XX"], viewer: viewer)

            #expect(edge.backend.events[0].request.headers.first("cloudfront-viewer-country") == "XX")
            #expect(edge.backend.events[1].request.headers.first("cloudfront-viewer-country") == "DE")
            #expect(edge.backend.events[1].request.headers.first("cloudfront-is-mobile-viewer") == "true")
            #expect(origin.requests[0].fields[country] == "DE")
        }
    }

    @Test func `CloudFront's headers are absent without a policy that adds them`() async throws {
        let country = try #require(HTTPField.Name("CloudFront-Viewer-Country"))
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)

            _ = try await edge.get("/a", [country: "XX"], viewer: Viewer(country: "DE"))

            #expect(origin.requests[0].fields[country] == nil)
        }
    }

    static let agents: [(String, Set<Viewer.Device>)] = [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148", [.mobile, .iOS]),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)", [.tablet, .iOS]),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari", [.mobile, .android]),
        ("Mozilla/5.0 (Linux; Android 14; SM-X900)", [.tablet, .android]),
        ("Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0)", [.smartTV]), ("curl/8", [.desktop]), ("", [.desktop]),
    ]

    @Test(arguments: agents)
    func `the device is derived from User-Agent`(row: (agent: String, devices: Set<Viewer.Device>))
        async throws
    {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let answer = try await edge.get("/a", [.userAgent: row.agent])
            #expect(edge.emulator.exchanges.exchange(answer.exchange)?.devices == row.devices)
        }
    }

    // MARK: Origins that functions choose

    @Test func `a function sends a request to another server`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("old")
        } _: { (old: ScriptedOrigin) async throws in
            try await ScriptedOrigin.run { seen in
                .text("new \(seen.target)")
            } _: { (new: ScriptedOrigin) async throws in
                let change: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act = { _ in
                    .request {
                        var origin = CustomOrigin(domainName: "new.example.com")
                        origin.path = "/base"
                        $0.origin = .custom(origin)
                        $0.headers.set("Host", "new.example.com")
                    }
                }
                let edge = Edge(old, ["f": change], functions: [.originRequest: "f"])
                var site = edge.emulator.site
                site.targets["new.example.com"] = .server(
                    OriginServer(isSecure: false, hostName: "127.0.0.1", port: new.port)
                )
                edge.emulator.use(site)

                let answer = try await edge.get("/a?x=1")

                #expect(answer.body == "new /base/a?x=1")
                #expect(old.requests.isEmpty)
            }
        }
    }

    @Test func `a function sends a request to a bucket, which is a folder here`() async throws {
        try await withFolder(["a.txt": "from the bucket"]) { folder in
            try await ScriptedOrigin.run { _ in
                .text("old")
            } _: { (old: ScriptedOrigin) async throws in
                let change: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act = { _ in
                    .request {
                        var bucket = S3Origin(domainName: "photos.s3.us-east-1.amazonaws.com")
                        bucket.authMethod = "none"
                        $0.origin = .s3(bucket)
                        $0.headers.set("Host", "photos.s3.us-east-1.amazonaws.com")
                    }
                }
                let edge = Edge(old, ["f": change], functions: [.originRequest: "f"])
                var site = edge.emulator.site
                site.targets["photos"] = .folder(FolderOrigin.Settings(root: folder))
                edge.emulator.use(site)

                #expect(try await edge.get("/a.txt").body == "from the bucket")
                site.targets = [:]
                edge.emulator.use(site)
                let answer = try await edge.get("/b.txt")
                #expect(answer.status == 502 && answer.body.contains("--origin photos=FOLDER"))
            }
        }
    }

    // MARK: Bodies

    @Test func `a function sees the body in base64, and an empty one for a request without a body`()
        async throws
    {
        try await ScriptedOrigin.run { seen in
            .text(seen.body)
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .request { _ in } }], functions: [.viewerRequest: "f"])

            let answer = try await edge.get(
                "/a",
                method: "POST",
                body: .buffer(ByteBuffer(string: "name=Ann"))
            )
            _ = try await edge.get("/a")

            #expect(answer.body == "name=Ann")
            let bodies = edge.backend.events.map(\.request.body)
            #expect(bodies[0] == RequestBody(data: "bmFtZT1Bbm4="))
            #expect(bodies[1] == RequestBody(data: ""))
        }
    }

    @Test(arguments: [(40_960, false), (40_961, true)])
    func `viewer-request sees 40 KB of a body, and the origin gets all of it`(row: (length: Int, isCut: Bool))
        async throws
    {
        try await ScriptedOrigin.run { seen in
            .text(String(seen.body.utf8.count))
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .request { _ in } }], functions: [.viewerRequest: "f"])

            let body = EdgeBody.buffer(ByteBuffer(repeating: 65, count: row.length))
            let answer = try await edge.get("/a", method: "POST", body: body)

            #expect(answer.body == String(row.length))
            let shown = try #require(edge.backend.events[0].request.body)
            #expect(shown.inputTruncated == row.isCut)
            #expect(shown.data?.utf8.count == 54_616)
        }
    }

    @Test(arguments: [(1_048_576, false), (1_048_577, true)])
    func `origin-request sees 1 MB of a stream, and the origin gets all of it`(
        row: (length: Int, isCut: Bool)
    ) async throws {
        try await ScriptedOrigin.run { seen in
            .text(String(seen.body.utf8.count))
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .request { _ in } }], functions: [.originRequest: "f"])
            let (stream, continuation) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
            var rest = row.length
            while rest > 0 {
                continuation.yield(ByteBuffer(repeating: 66, count: min(rest, 100_000)))
                rest -= min(rest, 100_000)
            }
            continuation.finish()

            let answer = try await edge.get("/a", method: "PUT", body: .stream(stream, length: row.length))

            #expect(answer.body == String(row.length))
            #expect(edge.backend.events[0].request.body?.inputTruncated == row.isCut)
        }
    }

    @Test func `a replaced body goes to the origin with its own length`() async throws {
        let text: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act = { _ in
            .request {
                $0.body = RequestBody(action: .replace, data: "größer", encoding: .text, inputTruncated: nil)
            }
        }
        let base64: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act = { _ in
            .request { $0.body = RequestBody(action: .replace, data: "AAEC", inputTruncated: nil) }
        }
        try await ScriptedOrigin.run { seen in
            .text(seen.fields[.contentLength] ?? "none")
        } _: { (origin: ScriptedOrigin) async throws in
            let length: HTTPFields = [.contentLength: "3"]
            let body = EdgeBody.buffer(ByteBuffer(string: "old"))
            let one = Edge(origin, ["f": text], functions: [.viewerRequest: "f"])
            #expect(try await one.get("/a", method: "POST", length, body: body).body == "8")
            #expect(origin.requests[0].body == "größer")
            let other = Edge(origin, ["f": base64], functions: [.originRequest: "f"])
            #expect(try await other.get("/a", method: "POST", length, body: body).body == "3")
            #expect(origin.requests[1].body == "\u{0}\u{1}\u{2}")
        }
    }

    @Test func `a body that is changed without the replace action reaches the origin unchanged`() async throws
    {
        let change: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act = { _ in
            .request { $0.body?.data = "Y2hhbmdlZA==" }
        }
        try await ScriptedOrigin.run { seen in
            .text(seen.body)
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": change], functions: [.viewerRequest: "f"])
            let body = EdgeBody.buffer(ByteBuffer(string: "old"))
            #expect(try await edge.get("/a", method: "POST", body: body).body == "old")
        }
    }
}

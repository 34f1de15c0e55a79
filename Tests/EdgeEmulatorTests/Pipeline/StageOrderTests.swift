import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Invocations
import Testing

/// The functions that run for a request, in order (docs/platform.md, "Events").
@Suite struct StageOrderTests {
    static let all: [EventType: String] = [
        .viewerRequest: "vq", .originRequest: "oq", .originResponse: "or", .viewerResponse: "vr",
    ]
    static let unchanged: [String: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act] = [
        "vq": { _ in .request { _ in } }, "oq": { _ in .request { _ in } },
        "or": { _ in .response { _ in } }, "vr": { _ in .response { _ in } },
    ]

    static func acts(
        _ name: String,
        _ act: @escaping @Sendable (CloudFrontEvent) -> ScriptedBackend.Act
    ) -> [String: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act] {
        unchanged.merging([name: act]) { $1 }
    }

    @Test func `a miss runs all four functions in order`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, Self.unchanged, functions: Self.all)

            let answer = try await edge.get("/a")

            #expect(answer.status == 200 && answer.body == "hello")
            #expect(
                edge.backend.types == [
                    "viewer-request", "origin-request", "origin-response", "viewer-response",
                ]
            )
            #expect(answer["X-Cache"] == "Miss from cloudfront")
        }
    }

    @Test func `a hit runs the viewer functions only`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, Self.unchanged, functions: Self.all)
            _ = try await edge.get("/a")

            let answer = try await edge.get("/a")

            #expect(answer.body == "hello" && answer["X-Cache"] == "Hit from cloudfront")
            #expect(answer["Age"].flatMap(Int.init) != nil)
            #expect(edge.backend.types.dropFirst(4) == ["viewer-request", "viewer-response"])
            #expect(origin.requests.count == 1)
        }
    }

    @Test func `an uncacheable response runs all four functions each time`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello", [.cacheControl: "no-store"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, Self.unchanged, functions: Self.all)

            for _ in 0..<3 { #expect(try await edge.get("/a")["X-Cache"] == "Miss from cloudfront") }

            #expect(edge.backend.types.count == 12 && origin.requests.count == 3)
        }
    }

    @Test func `an expired object runs the origin functions again, with its validators in the request`()
        async throws
    {
        let script: ScriptedOrigin.Script = { seen in
            seen.fields[.ifNoneMatch] == "\"v1\""
                ? .text("", status: .notModified, [.eTag: "\"v1\"", .cacheControl: "max-age=0"])
                : .text("hello", [.eTag: "\"v1\"", .cacheControl: "max-age=0"])
        }
        try await ScriptedOrigin.run(script) { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, Self.unchanged, functions: Self.all)
            _ = try await edge.get("/a")

            let answer = try await edge.get("/a")

            #expect(answer.status == 200 && answer.body == "hello")
            #expect(answer["X-Cache"] == "RefreshHit from cloudfront")
            #expect(edge.backend.types.count == 8)
            #expect(origin.requests.last?.fields[.ifNoneMatch] == "\"v1\"")
        }
    }

    @Test func `a response of viewer-request goes to the viewer, and nothing else runs`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let redirect =
                #"{"status":"302","statusDescription":"Found","headers":{"location":[{"key":"Location","value":"/login"}]}}"#
            let edge = Edge(origin, Self.acts("vq") { _ in .answer(redirect) }, functions: Self.all)

            let answer = try await edge.get("/a")

            #expect(answer.status == 302 && answer["Location"] == "/login" && answer.body.isEmpty)
            #expect(answer["X-Cache"] == "LambdaGeneratedResponse from cloudfront")
            #expect(
                answer["Server"] == "CloudFront" && answer["Content-Length"] == nil
                    || answer["Content-Length"] == "0"
            )
            #expect(edge.backend.types == ["viewer-request"])
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `a response of viewer-request is not cached`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let page =
                #"{"status":"200","headers":{"cache-control":[{"value":"max-age=600"}]},"body":"made"}"#
            let edge = Edge(origin, Self.acts("vq") { _ in .answer(page) }, functions: Self.all)

            for _ in 0..<2 { #expect(try await edge.get("/a").body == "made") }

            #expect(edge.backend.types == ["viewer-request", "viewer-request"])
        }
    }

    @Test func `a response of origin-request is cached, skips origin-response and runs viewer-response`()
        async throws
    {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let page =
                #"{"status":"200","headers":{"cache-control":[{"value":"max-age=600"}]},"body":"made"}"#
            let edge = Edge(origin, Self.acts("oq") { _ in .answer(page) }, functions: Self.all)

            let first = try await edge.get("/a")
            let second = try await edge.get("/a")

            #expect(first.body == "made" && first["X-Cache"] == "Miss from cloudfront")
            #expect(second.body == "made" && second["X-Cache"] == "Hit from cloudfront")
            let expected = [
                "viewer-request", "origin-request", "viewer-response", "viewer-request", "viewer-response",
            ]
            #expect(edge.backend.types == expected)
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `an error response of origin-request runs no viewer-response`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(
                origin,
                Self.acts("oq") { _ in .answer(#"{"status":"410","body":"gone"}"#) },
                functions: Self.all
            )

            let answer = try await edge.get("/a")

            #expect(answer.status == 410 && answer.body == "gone")
            #expect(edge.backend.types == ["viewer-request", "origin-request"])
        }
    }

    @Test(arguments: [399, 400, 404, 500, 503])
    func `an origin's error runs origin-response, and from 400 on no viewer-response`(status: Int)
        async throws
    {
        let script: ScriptedOrigin.Script = { _ in .text("oops", status: .init(code: status)) }
        try await ScriptedOrigin.run(script) { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, Self.unchanged, functions: Self.all)

            #expect(try await edge.get("/a").status == status)

            #expect(edge.backend.types.contains("origin-response"))
            #expect(edge.backend.types.contains("viewer-response") == (status < 400))
        }
    }

    @Test func `the origin's status decides about viewer-response, even if origin-response changes it`()
        async throws
    {
        try await ScriptedOrigin.run { _ in
            .text("oops", status: .notFound)
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(
                origin,
                Self.acts("or") { _ in .response { $0.status = StatusCode(200) } },
                functions: Self.all
            )

            for _ in 0..<2 { #expect(try await edge.get("/a").status == 200) }

            #expect(!edge.backend.types.contains("viewer-response"))
        }
    }

    @Test func `a custom error page is fetched without viewer functions`() async throws {
        let script: ScriptedOrigin.Script = { seen in
            seen.target == "/404.html" ? .text("sorry") : .text("oops", status: .notFound)
        }
        try await ScriptedOrigin.run(script) { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, Self.unchanged, functions: Self.all) {
                $0.customErrorResponses = [CustomErrorResponse(errorCode: 404, pagePath: "/404.html")]
            }

            let answer = try await edge.get("/missing")

            #expect(answer.status == 404 && answer.body == "sorry")
            #expect(answer["X-Cache"] == "Error from cloudfront")
            let expected = [
                "viewer-request", "origin-request", "origin-response", "origin-request", "origin-response",
            ]
            #expect(edge.backend.types == expected)
        }
    }

    @Test func `a custom error page may have its own status`() async throws {
        let script: ScriptedOrigin.Script = { seen in
            seen.target == "/index.html" ? .text("app") : .text("oops", status: .notFound)
        }
        try await ScriptedOrigin.run(script) { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) {
                $0.customErrorResponses = [
                    CustomErrorResponse(errorCode: 404, pagePath: "/index.html", responseCode: 200)
                ]
            }
            let answer = try await edge.get("/route")

            #expect(answer.status == 200 && answer.body == "app")
        }
    }

    @Test func `a missing custom error page leaves the origin's error`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("oops", status: .notFound)
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) {
                $0.customErrorResponses = [CustomErrorResponse(errorCode: 404, pagePath: "/404.html")]
            }
            let answer = try await edge.get("/missing")

            #expect(answer.status == 404 && answer.body == "oops")
        }
    }

    @Test func `an origin without an address gives 502 and no origin-request`() async throws {
        let nowhere = OriginSettings(.custom(CustomOrigin(domainName: "nowhere.invalid")))
        let edge = Edge(at: nowhere, Self.unchanged, functions: Self.all)

        let answer = try await edge.get("/a")

        #expect(answer.status == 502 && answer["X-Cache"] == "Error from cloudfront")
        #expect(edge.backend.types == ["viewer-request"])
    }

    @Test func `a function that selects an origin without an address gives 502`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let elsewhere = Self.acts("oq") { _ in
                .request {
                    $0.origin = .custom(CustomOrigin(domainName: "nowhere.invalid"))
                    $0.headers.set("Host", "nowhere.invalid")
                }
            }
            let edge = Edge(origin, elsewhere, functions: Self.all)

            #expect(try await edge.get("/a").status == 502)
            #expect(edge.backend.types == ["viewer-request", "origin-request"])
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `only configured functions run`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, Self.unchanged, functions: [.viewerResponse: "vr"])

            _ = try await edge.get("/a")

            #expect(edge.backend.types == ["viewer-response"])
        }
    }

    @Test func `a behavior's functions run for its paths only`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let pattern = try PathPattern("/api/*")
            let edge = Edge(origin, Self.unchanged) { distribution in
                var behavior = Behavior(pathPattern: pattern, origin: "default")
                behavior.functions[.viewerRequest] = "vq"
                distribution.behaviors = [behavior]
            }
            _ = try await edge.get("/other")
            #expect(edge.backend.runs.isEmpty)

            _ = try await edge.get("/api/x")
            #expect(edge.backend.runs == ["vq@us-east-1"])
        }
    }

    @Test func `a changed uri changes the object, and neither the behavior nor the origin`() async throws {
        try await ScriptedOrigin.run { seen in
            .text(seen.target)
        } _: { (origin: ScriptedOrigin) async throws in
            let pattern = try PathPattern("/api/*")
            let edge = Edge(origin, Self.acts("vq") { _ in .request { $0.uri = "/api/secret" } }) {
                distribution in
                distribution.defaultBehavior.functions[.viewerRequest] = "vq"
                var behavior = Behavior(pathPattern: pattern, origin: "default")
                behavior.functions[.originRequest] = "oq"
                distribution.behaviors = [behavior]
            }
            let answer = try await edge.get("/public")

            #expect(answer.body == "/api/secret")
            #expect(edge.backend.runs == ["vq@us-east-1"])
        }
    }

    @Test func `a function runs in the request's region, else in the default one`() async throws {
        var settings = EmulatedEdge.Settings()
        settings.region = try #require(EdgeRegion("eu-west-1"))
        try await ScriptedOrigin.run { _ in
            .text("hello", [.cacheControl: "no-store"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, Self.unchanged, functions: [.viewerRequest: "vq"], settings: settings)

            _ = try await edge.get("/a")
            _ = try await edge.get("/a", region: "sa-east-1")
            _ = try await edge.get("/a", region: "mars-north-1")

            #expect(edge.backend.runs == ["vq@eu-west-1", "vq@sa-east-1", "vq@eu-west-1"])
        }
    }
}

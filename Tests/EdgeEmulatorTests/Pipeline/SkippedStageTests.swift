import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Invocations
import NIOCore
import Testing

/// The recorded reasons why no function ran for a stage.
@Suite struct SkippedStageTests {
    /// Compares the reasons in an exchange; stages that are not listed must have run.
    private func expect(
        _ expected: [EventType: Exchange.SkipReason],
        _ edge: Edge,
        _ answer: Edge.Answer,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let exchange = try #require(edge.emulator.exchanges.exchange(answer.exchange))
        for stage in EventType.allCases {
            #expect(
                exchange.skippedStages[stage] == expected[stage],
                "\(stage)",
                sourceLocation: sourceLocation
            )
            let didRun = exchange.runs.contains { $0.type == stage }
            #expect(didRun || expected[stage] != nil, "\(stage)", sourceLocation: sourceLocation)
        }
    }

    private func withEdge(
        _ script: @escaping ScriptedOrigin.Script = { _ in .text("hello", [.cacheControl: "max-age=60"]) },
        _ acts: [String: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act] = StageOrderTests.unchanged,
        functions: [EventType: String] = StageOrderTests.all,
        change: @escaping (inout Distribution) -> Void = { _ in },
        _ body: @escaping (Edge) async throws -> Void
    ) async throws {
        try await ScriptedOrigin.run(script) { (origin: ScriptedOrigin) async throws in
            try await body(Edge(origin, acts, functions: functions, change))
        }
    }

    @Test func `a miss with four functions skips nothing`() async throws {
        try await withEdge { edge in try expect([:], edge, await edge.get("/a")) }
    }

    @Test func `stages without a function say so, whatever the cache does`() async throws {
        try await withEdge(functions: [.viewerRequest: "vq"]) { edge in
            for _ in 1...2 {
                try expect(
                    [
                        .originRequest: .noFunction, .originResponse: .noFunction,
                        .viewerResponse: .noFunction,
                    ],
                    edge,
                    await edge.get("/a")
                )
            }
        }
    }

    @Test func `a hit skips the origin's stages`() async throws {
        try await withEdge { edge in
            _ = try await edge.get("/a")

            try expect([.originRequest: .cacheHit, .originResponse: .cacheHit], edge, await edge.get("/a"))
        }
    }

    @Test func `a hit without viewer functions skips the origin's stages`() async throws {
        try await withEdge(functions: [.originRequest: "oq", .originResponse: "or"]) { edge in
            _ = try await edge.get("/a")
            let expected: [EventType: Exchange.SkipReason] = [
                .viewerRequest: .noFunction, .originRequest: .cacheHit, .originResponse: .cacheHit,
                .viewerResponse: .noFunction,
            ]
            try expect(expected, edge, await edge.get("/a"))

            // The server responds to hits inside its pipeline.
            try await Served.edge(edge) { port, _ in
                let response = try await Wire(port).ask("GET /a HTTP/1.1\r\nHost: site.example.com\r\n\r\n")
                #expect(response["x-cache"] == "Hit from cloudfront")
            }
            let exchange = try #require(edge.emulator.exchanges.exchanges().last)
            #expect(EventType.allCases.allSatisfy { exchange.skippedStages[$0] == expected[$0] })
        }
    }

    @Test func `a response of viewer-request skips the three stages after it`() async throws {
        let acts = StageOrderTests.acts("vq") { _ in .answer(#"{"status":"200"}"#) }
        try await withEdge({ _ in .text("hello") }, acts) { edge in
            let reason = Exchange.SkipReason.viewerRequestResponded
            try expect(
                [.originRequest: reason, .originResponse: reason, .viewerResponse: reason],
                edge,
                await edge.get("/a")
            )
        }
    }

    @Test func `a response of origin-request skips origin-response`() async throws {
        let acts = StageOrderTests.acts("oq") { _ in .answer(#"{"status":"200"}"#) }
        try await withEdge({ _ in .text("hello") }, acts) { edge in
            try expect([.originResponse: .originRequestResponded], edge, await edge.get("/a"))
        }
    }

    @Test func `an error that origin-request generates skips viewer-response too`() async throws {
        let acts = StageOrderTests.acts("oq") { _ in .answer(#"{"status":"410"}"#) }
        try await withEdge({ _ in .text("hello") }, acts) { edge in
            try expect(
                [.originResponse: .originRequestResponded, .viewerResponse: .originError],
                edge,
                await edge.get("/a")
            )
        }
    }

    @Test(arguments: [399, 400, 404, 500])
    func `an origin's status of 400 or above skips viewer-response`(status: Int) async throws {
        try await withEdge({ _ in .text("oops", status: .init(code: status)) }) { edge in
            try expect(
                status < 400 ? [:] : [.viewerResponse: .originError],
                edge,
                await edge.get("/a")
            )
        }
    }

    @Test func `an origin's error counts even if origin-response turns it into 200`() async throws {
        let acts = StageOrderTests.acts("or") { _ in .response { $0.status = StatusCode(200) } }
        try await withEdge({ _ in .text("oops", status: .notFound) }, acts) { edge in
            let answer = try await edge.get("/a")

            #expect(answer.status == 200)
            try expect([.viewerResponse: .originError], edge, answer)
        }
    }

    @Test func `a custom error page for a status that origin-response set skips viewer-response`()
        async throws
    {
        let acts = StageOrderTests.acts("or") { event in
            .response { if event.request.uri == "/a" { $0.status = StatusCode(404) } }
        }
        let page: (inout Distribution) -> Void = {
            $0.customErrorResponses = [CustomErrorResponse(errorCode: 404, pagePath: "/404.html")]
        }
        try await withEdge({ .text($0.target) }, acts, change: page) { edge in
            let answer = try await edge.get("/a")

            #expect(answer.status == 404 && answer.body == "/404.html")
            try expect([.viewerResponse: .errorPage], edge, answer)
        }
    }

    @Test func `a custom error page's own way adds no reasons to the request's`() async throws {
        let script: ScriptedOrigin.Script = { seen in
            .text(
                seen.target,
                status: seen.target == "/404.html" ? .ok : .notFound,
                [.cacheControl: "max-age=60"]
            )
        }
        let page: (inout Distribution) -> Void = {
            $0.customErrorResponses = [CustomErrorResponse(errorCode: 404, pagePath: "/404.html")]
        }
        try await withEdge(script, change: page) { edge in
            // The second page comes from the cache, its request does not.
            for path in ["/a", "/b"] {
                try expect([.viewerResponse: .originError], edge, await edge.get(path))
            }
        }
    }

    @Test(arguments: EventType.allCases)
    func `a function that fails skips the stages after it`(failing: EventType) async throws {
        let name = StageOrderTests.all[failing] ?? ""
        for act in [ScriptedBackend.Act.fail(.failed), .hostError, .answer("null")] {
            let acts = StageOrderTests.acts(name) { _ in act }
            try await withEdge({ _ in .text("hello") }, acts) { edge in
                let later = EventType.allCases.drop { $0 != failing }.dropFirst()
                try expect(
                    Dictionary(uniqueKeysWithValues: later.map { ($0, .functionFailed) }),
                    edge,
                    await edge.get("/a")
                )
            }
        }
    }

    @Test func `a rejected request skips all stages`() async throws {
        let readOnly: (inout Distribution) -> Void = { $0.defaultBehavior.allowedMethods = ["GET"] }
        try await withEdge({ _ in .text("hello") }, change: readOnly) { edge in
            let all = Dictionary(
                uniqueKeysWithValues: EventType.allCases.map { ($0, Exchange.SkipReason.edgeError) }
            )
            try expect(all, edge, await edge.get("/a", method: "PUT"))
            try expect(all, edge, await edge.get("no-slash"))
            try expect(all, edge, await edge.get("/a", body: EdgeBody("x")))
        }
    }

    @Test func `an origin without an address skips all stages but viewer-request`() async throws {
        let nowhere = OriginSettings(.custom(CustomOrigin(domainName: "nowhere.invalid")))
        let edge = Edge(at: nowhere, StageOrderTests.unchanged, functions: StageOrderTests.all)

        try expect(
            [.originRequest: .edgeError, .originResponse: .edgeError, .viewerResponse: .edgeError],
            edge,
            await edge.get("/a")
        )
    }

    @Test func `an origin that refuses connections skips the response stages`() async throws {
        let closed = OriginServer(isSecure: false, hostName: "127.0.0.1", port: 1)
        let settings = OriginSettings(
            .custom(CustomOrigin(domainName: "origin.example.com")),
            target: .server(closed)
        )
        let edge = Edge(at: settings, StageOrderTests.unchanged, functions: StageOrderTests.all)

        try expect([.originResponse: .edgeError, .viewerResponse: .edgeError], edge, await edge.get("/a"))
    }

    @Test func `a stale object that stands in for a failed origin skips origin-response`() async throws {
        try await withEdge({ _ in .text("hello", [.cacheControl: "max-age=0", .eTag: "\"1\""]) }) { edge in
            _ = try await edge.get("/a")
            var distribution = edge.emulator.site.distributions[0]
            distribution.origins["default"]?.target = .unmapped("gone")
            edge.emulator.use(Site(distributions: [distribution]))

            let answer = try await edge.get("/a")

            #expect(answer.body == "hello" && answer["X-Cache"] == "Hit from cloudfront")
            try expect([.originResponse: .cacheHit], edge, answer)
        }
    }

    @Test func `HEAD runs the same stages as GET`() async throws {
        try await withEdge { edge in
            try expect([:], edge, await edge.get("/a", method: "HEAD"))
            _ = try await edge.get("/a")
            try expect(
                [.originRequest: .cacheHit, .originResponse: .cacheHit],
                edge,
                await edge.get("/a", method: "HEAD")
            )
        }
    }
}

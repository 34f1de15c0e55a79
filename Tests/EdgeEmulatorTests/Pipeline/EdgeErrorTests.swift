import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Invocations
import NIOCore
import Testing

/// The error pages for failing functions and origins (docs/platform.md, "Error pages").
@Suite struct EdgeErrorTests {
    static let kinds: [(InvocationOutcome.Kind, Int, String)] = [
        (.failed, 503, "LambdaExecutionError"), (.timedOut, 503, "LambdaExecutionError"),
        (.outOfMemory, 503, "LambdaExecutionError"), (.crashed, 503, "LambdaExecutionError"),
        (.throttled, 503, "LambdaLimitExceeded"),
    ]

    @Test(arguments: kinds, EventType.allCases)
    func `a failing function gives the page of its error class at every stage`(
        row: (kind: InvocationOutcome.Kind, status: Int, result: String),
        event: EventType
    ) async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .fail(row.kind) }], functions: [event: "f"])

            let answer = try await edge.get("/a")

            #expect(answer.status == row.status)
            #expect(answer["X-Cache"] == "\(row.result) from cloudfront")
            #expect(answer.body.contains("<H1>503 ERROR</H1>"))
            #expect(answer.body.contains("Request ID: \(answer["X-Amz-Cf-Id"] ?? "none")"))
            #expect(!answer.body.contains("scripted"))
            #expect(answer["Content-Length"] == String(answer.body.utf8.count))
        }
    }

    @Test(arguments: EventType.allCases)
    func `a result that breaks a rule gives 502 with the rule's sentence`(event: EventType) async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .answer("null") }], functions: [event: "f"])

            let answer = try await edge.get("/a")

            #expect(answer.status == 502)
            #expect(answer["X-Cache"] == "LambdaValidationError from cloudfront")
            #expect(answer.body.contains("The JSON output must be an object type."))
        }
    }

    @Test func `function errors are not cached`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .fail(.failed) }], functions: [.originResponse: "f"])

            for _ in 0..<2 { #expect(try await edge.get("/a").status == 503) }

            #expect(origin.requests.count == 2)
        }
    }

    @Test func `custom error pages do not replace function errors`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("page")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .fail(.failed) }], functions: [.viewerRequest: "f"]) {
                $0.customErrorResponses = [
                    CustomErrorResponse(errorCode: 503, pagePath: "/503.html"),
                    CustomErrorResponse(errorCode: 502, pagePath: "/502.html"),
                ]
            }
            let answer = try await edge.get("/a")

            #expect(answer.status == 503 && answer.body.contains("503 ERROR"))
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `a backend error gives 503, and the exchange has the reason`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["f": { _ in .hostError }], functions: [.viewerRequest: "f"])

            let answer = try await edge.get("/a")

            #expect(answer.status == 503)
            let exchange = try #require(edge.emulator.exchanges.exchange(answer.exchange))
            #expect(exchange.runs.first?.hostError?.contains("NoSuchFunction") == true)
        }
    }

    @Test func `an origin that refuses connections gives 502`() async throws {
        // Nothing listens on the first port.
        let edge = Edge(
            at: OriginSettings(
                .custom(CustomOrigin(domainName: "origin.example.com")),
                target: .server(OriginServer(isSecure: false, hostName: "127.0.0.1", port: 1))
            )
        )

        let answer = try await edge.get("/a")

        #expect(answer.status == 502 && answer["X-Cache"] == "Error from cloudfront")
        #expect(answer.body.contains("CloudFront wasn't able to connect to the origin."))
    }

    @Test func `an unmapped origin gives 502 with a page that explains how to map it`()
        async throws
    {
        let edge = Edge(
            at: OriginSettings(
                .custom(CustomOrigin(domainName: "api.example.com")),
                target: .unmapped(
                    "The load balancer api is not on this machine: start with --origin api=URL."
                )
            )
        )

        let answer = try await edge.get("/a")

        #expect(answer.status == 502 && answer.body.contains("--origin api=URL"))
    }

    static let refused: [(target: String, fields: HTTPFields, method: String, status: Int)] = [
        ("*", [:], "OPTIONS", 400), ("http", [:], "GET", 400), ("", [:], "GET", 400),
        ("/" + String(repeating: "a", count: 8190), [:], "GET", 200),
        ("/" + String(repeating: "a", count: 8191), [:], "GET", 414),
        ("/a?" + String(repeating: "b", count: 8190), [:], "GET", 414),
        ("/", [.userAgent: String(repeating: "u", count: 20_400)], "GET", 200),
        ("/", [.userAgent: String(repeating: "u", count: 20_480)], "GET", 494),
        ("/", [.hostField: "second.example.com"], "GET", 400),
        ("/", [:], "TRACE", 403), ("/", [:], "PURGE", 403), ("/", [:], "CONNECT", 403),
        ("/", [:], "get", 403),
    ]

    @Test(arguments: refused)
    func `a rejected request never reaches a function`(
        row: (target: String, fields: HTTPFields, method: String, status: Int)
    ) async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, StageOrderTests.unchanged, functions: [.viewerRequest: "vq"])

            let answer = try await edge.get(row.target, method: row.method, row.fields)

            #expect(answer.status == row.status)
            #expect(edge.backend.runs.isEmpty == (row.status != 200))
            #expect(origin.requests.isEmpty == (row.status != 200))
        }
    }

    @Test func `a GET with a body is refused`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)

            #expect(try await edge.get("/a", body: .buffer(.init(string: "x"))).status == 403)
            #expect(try await edge.get("/a", body: .empty).status == 200)
        }
    }

    @Test(arguments: [(1000, 200), (1001, 413)], [[], [EventType.viewerRequest]])
    func `the body limit applies to bodies without a length too`(
        row: (length: Int, status: Int),
        functions: [EventType]
    ) async throws {
        try await ScriptedOrigin.run { seen in
            .text(String(seen.body.utf8.count))
        } _: { (origin: ScriptedOrigin) async throws in
            var settings = EmulatedEdge.Settings()
            settings.bodyLimit = 1000
            let edge = Edge(
                origin,
                ["f": { _ in .request { _ in } }],
                functions: Dictionary(uniqueKeysWithValues: functions.map { ($0, "f") }),
                settings: settings
            )
            let (stream, continuation) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
            continuation.yield(ByteBuffer(repeating: 65, count: 600))
            continuation.yield(ByteBuffer(repeating: 65, count: row.length - 600))
            continuation.finish()

            let answer = try await edge.get("/a", method: "POST", body: .stream(stream, length: nil))

            #expect(answer.status == row.status)
            #expect(!origin.requests.contains { $0.body.utf8.count > 1000 })
        }
    }

    @Test func `a method that the behavior does not allow is refused`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) { $0.defaultBehavior.allowedMethods = ["GET", "HEAD"] }

            #expect(try await edge.get("/a", method: "POST", body: .buffer(.init(string: "x"))).status == 403)
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `a site without a distribution responds with 403`() async throws {
        let emulator = EmulatedEdge(backend: ScriptedBackend(), site: Site(distributions: []))

        let response = await emulator.respond(to: ViewerRequest(target: "/", fields: [.hostField: "x"]))

        #expect(response.status == 403)
    }
}

import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Hummingbird
import Invocations
import NIOCore
import Testing

/// The page's queries and orders.
@Suite struct ControlAPITests {
    private static func withControl<Result: Sendable>(
        board: SiteStatusBoard = SiteStatusBoard(SiteStatus(manifest: "stacktape.yml")),
        settings: EmulatedEdge.Settings = .init(),
        _ body: (Control, Edge, ScriptedOrigin) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { seen in
            .text("\(seen.method) \(seen.target) \(seen.body)", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(
                origin,
                ["see": { _ in .request { _ in } }, "fail": { _ in .fail(.failed) }],
                functions: [.viewerRequest: "see"],
                settings: settings
            )
            return try await Served.control(edge, board) { port, _ in
                try await body(Control(port: port), edge, origin)
            }
        }
    }

    private struct Listing: Decodable {
        struct Row: Decodable {
            struct Stage: Decodable {
                let type: String
                let function: String
                let outcome: String
            }
            let id: Int
            let method: String
            let host: String
            let url: String
            let status: Int
            let cache: String
            let stages: [Stage]
        }
        let requests: [Row]
        var ids: [Int] { requests.map(\.id) }
    }

    private struct Detail: Decodable {
        struct Stage: Decodable {
            struct Event: Decodable {}
            struct Failure: Decodable { let errorType: String }
            let type: String
            let function: String
            let outcome: String
            let error: Failure?
        }
        struct Step: Decodable {
            let name: String
            let kind: String
        }
        let id: Int
        let requestHeaders: [[String]]
        let responseHeaders: [[String]]
        let timeline: [Step]
        let stages: [Stage]
        let skipped: [[String: String]]
    }

    // MARK: Status

    @Test func `the status has the site, its functions and its problems`() async throws {
        struct Status: Decodable {
            struct Named: Decodable { let name: String }
            struct Problem: Decodable {
                let line: Int
                let message: String
            }
            let manifest: String
            let regions: [String]
            let region: String
            let problems: [Problem]
            let cache: [String: Int]
            let distributions: [Named]
        }
        let board = SiteStatusBoard(SiteStatus(manifest: "a \"b\"\\\n\u{1}.yml"))
        board.update { $0.problems = [.init(file: "x", line: 3, column: 1, message: "</script>")] }

        try await Self.withControl(board: board) { control, edge, _ in
            _ = try await edge.get("/a")
            _ = try await edge.get("/a")

            let status = try await control.get("api/status").json(Status.self)

            #expect(status.manifest == "a \"b\"\\\n\u{1}.yml")
            #expect(status.region == "us-east-1" && status.regions.contains("eu-west-1"))
            #expect(status.problems.first?.line == 3 && status.problems.first?.message == "</script>")
            #expect(status.cache["entries"] == 1 && status.cache["hits"] == 1 && status.cache["misses"] == 1)
            #expect(status.distributions.map(\.name) == ["site"])
        }
    }

    // MARK: Requests

    @Test func `requests are listed after a number, at most the last ones`() async throws {
        try await Self.withControl { control, edge, _ in
            for number in 1...5 { _ = try await edge.get("/\(number)?q=\(number)") }

            func ids(_ query: String) async throws -> [Int] {
                try await control.get("api/requests\(query)").json(Listing.self).ids
            }
            #expect(try await ids("") == [1, 2, 3, 4, 5])
            #expect(try await ids("?after=3") == [4, 5])
            #expect(try await ids("?limit=2") == [4, 5])
            #expect(try await ids("?after=1&limit=3") == [3, 4, 5])
            #expect(try await ids("?after=5") == [])
            #expect(try await ids("?limit=0") == [])
        }
    }

    @Test(arguments: [
        "?after=-1", "?after=x", "?after=", "?limit=x", "?limit=-1", "?limit=99999999999999999999",
        "?after=-9223372036854775808", "?limit=9223372036854775807", "?after=1.5", "?after=%00", "?&&=&",
        "?limit=-9223372036854775808",
    ])
    func `invalid numbers are harmless`(query: String) async throws {
        try await Self.withControl { control, edge, _ in
            _ = try await edge.get("/a")

            let answer = try await control.get("api/requests\(query)")

            #expect(answer.status == 200 || answer.status == 400)
            #expect(try await control.get("api/requests").json(Listing.self).ids == [1])
        }
    }

    @Test func `a row has the request and the functions that ran`() async throws {
        try await Self.withControl { control, edge, _ in
            _ = try await edge.get("/a?b=\"c\"", method: "POST", body: .buffer(ByteBuffer(string: "x")))

            let row = try #require(try await control.get("api/requests").json(Listing.self).requests.first)

            #expect(row.method == "POST" && row.url == "/a?b=\"c\"" && row.host == "site.example.com")
            #expect(row.status == 200 && row.cache == "Miss from cloudfront")
            #expect(row.stages.map(\.type) == ["viewer-request"] && row.stages[0].outcome == "accepted")
        }
    }

    @Test func `the detail has the steps, the fields, the event and the reasons of skipped stages`()
        async throws
    {
        try await Self.withControl { control, edge, _ in
            _ = try await edge.get("/a", [.cookie: "a=1"])

            let answer = try await control.get("api/requests/1")
            let detail = try answer.json(Detail.self)

            #expect(detail.timeline.map(\.kind) == ["function", "cache", "origin"])
            #expect(detail.requestHeaders.contains(["Cookie", "a=1"]))
            #expect(detail.responseHeaders.contains { $0[0] == "X-Amz-Cf-Id" || $0[0] == "x-amz-cf-id" })
            #expect(detail.stages.map(\.function) == ["see"])
            #expect(
                detail.skipped.compactMap { $0["type"] } == EventType.allCases.dropFirst().map(\.rawValue)
            )
            #expect(detail.skipped.allSatisfy { $0["reason"] == "no-function" && $0["sentence"] != nil })
            #expect(answer.body.contains("\"event\":{\"Records\":") && answer.body.contains("\"logs\":"))
        }
    }

    @Test func `a function that failed or could not run is in the detail`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            for (function, errorType) in [("fail", "Error"), ("missing", "Brink.HostError")] {
                let edge = Edge(
                    origin,
                    ["fail": { _ in .fail(.failed) }],
                    functions: [.viewerRequest: function]
                )
                try await Served.control(edge) { port, _ in
                    _ = try await edge.get("/a")

                    let detail = try await Control(port: port).get("api/requests/1").json(Detail.self)

                    #expect(detail.stages.first?.outcome == "failed")
                    #expect(detail.stages.first?.error?.errorType == errorType)
                }
            }
        }
    }

    @Test(arguments: ["2", "0", "-1", "x", "99999999999999999999", "1x", "%31%00", "1.0"])
    func `unknown requests are not found`(id: String) async throws {
        try await Self.withControl { control, edge, _ in
            _ = try await edge.get("/a")

            #expect(try await control.get("api/requests/\(id)").status == 404)
            #expect(try await control.order("requests/\(id)/again", "").status == 404)
            #expect(
                try await control.order("requests/\(id)/stages/viewer-request/case", "{\"name\":\"a\"}")
                    .status
                    == 404
            )
        }
    }

    @Test func `a dropped request is not found`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let plain = Edge(origin)
            let edge = Edge(
                emulator: EmulatedEdge(
                    backend: plain.backend,
                    site: plain.emulator.site,
                    exchanges: ExchangeLog(limit: 2)
                ),
                backend: plain.backend
            )
            try await Served.control(edge) { port, _ in
                for path in ["/1", "/2", "/3"] { _ = try await edge.get(path) }
                let control = Control(port: port)

                #expect(try await control.get("api/requests").json(Listing.self).ids == [2, 3])
                #expect(try await control.get("api/requests/1").status == 404)
                #expect(try await control.order("requests/1/again", "").status == 404)
            }
        }
    }

    // MARK: Again

    @Test func `a request is repeated with its body`() async throws {
        try await Self.withControl { control, edge, origin in
            _ = try await edge.get(
                "/p?x=1",
                method: "POST",
                [.cookie: "a=1", .contentLength: "5"],
                body: .buffer(ByteBuffer(string: "hello"))
            )

            let answer = try await control.order("requests/1/again", "")

            #expect(try answer.json([String: Int].self) == ["id": 2])
            #expect(origin.targets == ["/p?x=1", "/p?x=1"])
            #expect(origin.requests.map(\.body) == ["hello", "hello"])
            #expect(edge.backend.events.count == 2)
            #expect(edge.backend.events.map(\.request.method) == ["POST", "POST"])
        }
    }

    // MARK: Invalidations

    @Test func `an invalidation returns the number of objects`() async throws {
        try await Self.withControl { control, edge, origin in
            for path in ["/a/1", "/a/2", "/b"] { _ = try await edge.get(path) }

            func count(_ paths: String) async throws -> [String: Int] {
                try await control.order("invalidations", "{\"paths\":[\(paths)]}").json([String: Int].self)
            }
            #expect(try await count("\"/c\"") == ["invalidated": 0])
            #expect(try await count("\"/a/*\"") == ["invalidated": 2])
            #expect(try await count("\"/a/*\",\"/*\"") == ["invalidated": 1])
            #expect(try await count("") == ["invalidated": 0])
            _ = try await edge.get("/b")
            #expect(origin.targets.filter { $0 == "/b" }.count == 2)
        }
    }

    @Test(arguments: [
        "", "{", "[]", "{}", "null", "{\"paths\":\"/a\"}", "{\"paths\":[1]}", "{\"paths\":null}",
        "{\"paths\":[\"\"]}", "{\"paths\":[\"/a b\"]}", "{\"paths\":[\"/ü\"]}", "{\"paths\":[\"/a\",\"\"]}",
        "{\"paths\":[\"\\u0000\"]}", "\u{0}", "{\"paths\":[\"/*\"]",
    ])
    func `invalid orders are refused with a sentence and have no effect`(body: String) async throws {
        try await Self.withControl { control, edge, origin in
            _ = try await edge.get("/a")

            let answer = try await control.order("invalidations", body)

            #expect(answer.status == 400, "\(answer)")
            #expect(try answer.json([String: String].self)["error"]?.contains("expected") == true)
            _ = try await edge.get("/a")
            #expect(origin.requests.count == 1)
        }
    }

    @Test func `an order that is too long is refused`() async throws {
        try await Self.withControl { control, _, _ in
            let path = "\"/" + String(repeating: "a", count: 70_000) + "\""

            let answer = try await control.order("invalidations", "{\"paths\":[\(path)]}")

            #expect(answer.status == 400)
        }
    }
}

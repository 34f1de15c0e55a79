import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

/// Several requests on one connection, and the ends of connections.
@Suite struct ConnectionTests {
    /// Runs a server over an origin that echoes requests; objects below `/kept/` are cached.
    private static func withOrigin<Result: Sendable>(
        _ change: (inout EdgeServer.Configuration) -> Void = { _ in },
        _ body: (Int, ScriptedOrigin) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { seen in
            .text(
                "\(seen.method) \(seen.target) \(seen.body)",
                [.cacheControl: seen.target.hasPrefix("/kept/") ? "max-age=60" : "no-store"]
            )
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin), change) { port, _ in try await body(port, origin) }
        }
    }

    private static func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: site\r\n\(fields)\r\n"
    }

    // MARK: In order

    @Test(arguments: [
        ["/kept/a", "/kept/a", "/kept/a"], ["/1", "/2", "/3", "/4"], ["/1", "/kept/a", "/2", "/kept/a"],
        ["/kept/a", "/1", "/kept/a"], ["/kept/a", "/kept/a", "/1", "/2", "/kept/a", "/kept/b", "/kept/a"],
    ])
    func `requests in one write are answered in order, hits and misses`(paths: [String]) async throws {
        try await Self.withOrigin { port, _ in
            let wire = try await Wire(port)
            _ = try await wire.ask(Self.get("/kept/a"))

            await wire.send(paths.map { Self.get($0) }.joined())

            for path in paths {
                let answer = try await wire.answer()
                #expect(answer.body == "GET \(path) ")
                #expect((answer["x-cache"] == "Hit from cloudfront") == (path == "/kept/a"))
            }
            #expect(try await wire.ask(Self.get("/last")).body == "GET /last ")
        }
    }

    @Test func `a hit after a slow miss waits for it`() async throws {
        let (arrived, release) = (Gate(), Gate())
        try await ScriptedOrigin.run { seen in
            if seen.target == "/slow" {
                arrived.open()
                await release.wait()
            }
            return .text(seen.target, [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let wire = try await Wire(port)
                _ = try await wire.ask(Self.get("/a"))

                await wire.send(Self.get("/slow"))
                await arrived.wait()
                await wire.send(Self.get("/a") + Self.get("/slow") + Self.get("/a"))
                release.open()

                for path in ["/slow", "/a", "/slow", "/a"] {
                    #expect(try await wire.answer().body == path)
                }
            }
        }
    }

    @Test func `bodies between pipelined requests are not taken for requests`() async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)
            _ = try await wire.ask(Self.get("/kept/a"))
            let hidden = Self.get("/hidden")
            let post =
                "POST /p HTTP/1.1\r\nHost: site\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)"

            await wire.send(Self.get("/kept/a") + post + Self.get("/kept/a") + post + Self.get("/1"))

            for body in ["GET /kept/a ", "POST /p \(hidden)", "GET /kept/a ", "POST /p \(hidden)", "GET /1 "]
            {
                #expect(try await wire.answer().body == body)
            }
            #expect(!origin.targets.contains("/hidden"))
        }
    }

    @Test func `a HEAD that hits does not shift later responses`() async throws {
        try await Self.withOrigin { port, _ in
            let wire = try await Wire(port)
            _ = try await wire.ask(Self.get("/kept/a"))

            await wire.send("HEAD /kept/a HTTP/1.1\r\nHost: site\r\n\r\n" + Self.get("/1"))

            #expect(try await wire.answer(toHead: true).status == 200)
            #expect(try await wire.answer().body == "GET /1 ")
        }
    }

    @Test func `a request that arrives byte by byte is one request`() async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)

            for byte in Self.get("/kept/a").utf8 { await wire.send([byte]) }
            #expect(try await wire.answer().body == "GET /kept/a ")
            for byte in Self.get("/kept/a").utf8 { await wire.send([byte]) }

            #expect(try await wire.answer().body == "GET /kept/a ")
            #expect(origin.requests.count == 1)
        }
    }

    @Test func `a hundred hits in one write have a hundred responses`() async throws {
        try await Self.withOrigin { port, _ in
            let wire = try await Wire(port)
            _ = try await wire.ask(Self.get("/kept/a"))

            await wire.send(String(repeating: Self.get("/kept/a"), count: 100))

            for _ in 0..<100 { #expect(try await wire.answer().body == "GET /kept/a ") }
        }
    }

    // MARK: Ends

    @Test(
        arguments: ["close", "Close", "CLOSE", "close, te", "te, close", "keep-alive, close"],
        [
            "/1", "/kept/a",
        ]
    )
    func `a connection is closed after a request that demands it`(value: String, path: String) async throws {
        try await Self.withOrigin { port, origin in
            let first = try await Wire(port)
            _ = try await first.ask(Self.get("/kept/a"))
            let wire = try await Wire(port)

            await wire.send(Self.get(path, "Connection: \(value)\r\n") + Self.get("/after"))

            #expect(try await wire.answer().body == "GET \(path) ")
            #expect(try await wire.rest() == "")
            #expect(!origin.targets.contains("/after"))
        }
    }

    @Test(arguments: ["/1", "/kept/a"])
    func `HTTP 1.0 gets a response without chunks and a closed connection`(path: String) async throws {
        try await Self.withOrigin { port, _ in
            _ = try await Wire(port).ask(Self.get("/kept/a"))
            let wire = try await Wire(port)

            await wire.send("GET \(path) HTTP/1.0\r\nHost: site\r\n\r\n")
            let answer = try await wire.answer()

            #expect(answer.status == 200 && answer.body == "GET \(path) ")
            #expect(answer["transfer-encoding"] == nil)
            #expect(try await wire.rest() == "")
        }
    }

    @Test func `HTTP 1.0 gets a body of unknown length until the connection's end`() async throws {
        try await ScriptedOrigin.run { _ in
            Response(
                status: .ok,
                headers: [.cacheControl: "no-store"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "unknown"))
                    try await writer.finish(nil)
                }
            )
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let wire = try await Wire(port)

                let answer = try await wire.ask("GET / HTTP/1.0\r\nHost: site\r\n\r\n")

                #expect(answer["transfer-encoding"] == nil && answer.body == "unknown")
            }
        }
    }

    @Test func `HTTP 1.0 gets Connection close, even if it asks for keep-alive`() async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)
            let get = "GET /1 HTTP/1.0\r\nHost: site\r\nConnection: keep-alive\r\n\r\n"

            await wire.send(get + get)
            let answer = try await wire.answer()

            #expect(answer.body == "GET /1 " && answer["connection"] == "close")
            #expect(try await wire.rest() == "")
            #expect(origin.requests.count == 1)
        }
    }

    // MARK: Limits

    @Test func `a silent connection is closed`() async throws {
        try await Self.withOrigin({ $0.idleTimeout = .milliseconds(300) }) { port, _ in
            let rest = try await Wire(port).rest()

            #expect(rest == "")
        }
    }

    @Test(arguments: ["G", "GET /a HTTP/1.1\r\n", "GET /a HTTP/1.1\r\nHost: site\r\nX: "])
    func `a head that does not end closes the connection, even if bytes trickle in`(start: String)
        async throws
    {
        try await Self.withOrigin({ $0.idleTimeout = .milliseconds(300) }) { port, origin in
            let wire = try await Wire(port)
            await wire.send(start)
            wire.drip("x")

            _ = try await wire.rest()
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `a stalled body closes the connection, and the origin gets no whole request`() async throws {
        try await Self.withOrigin({ $0.idleTimeout = .milliseconds(300) }) { port, origin in
            let wire = try await Wire(port)

            await wire.send("POST /p HTTP/1.1\r\nHost: site\r\nContent-Length: 10\r\n\r\nabc")

            let rest = try await wire.rest()
            #expect(!rest.hasPrefix("HTTP/1.1 200"))
            #expect(origin.requests.isEmpty)
        }
    }

    @Test(
        arguments: ["Content-Length: 100000", "Transfer-Encoding: chunked"],
        [[], [EventType.viewerRequest]]
    )
    func `a body that trickles in is not waited for`(framing: String, functions: [EventType]) async throws {
        try await ScriptedOrigin.run { _ in
            .text("taken")
        } _: { (origin: ScriptedOrigin) async throws in
            var settings = EmulatedEdge.Settings()
            settings.bodyPatience = .milliseconds(300)
            let edge = Edge(
                origin,
                ["f": { _ in .request { _ in } }],
                functions: Dictionary(uniqueKeysWithValues: functions.map { ($0, "f") }),
                settings: settings
            )
            let rest = try await Served.edge(edge, { $0.idleTimeout = .milliseconds(300) }) { port, _ in
                let wire = try await Wire(port)
                await wire.send("POST /p HTTP/1.1\r\nHost: site\r\n\(framing)\r\n\r\n")
                wire.drip(framing.hasPrefix("T") ? "1\r\nx\r\n" : "x")
                return try await wire.rest()
            }

            #expect(rest.isEmpty || rest.hasPrefix("HTTP/1.1 408 "), "\(rest)")
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `a connection that is silent between two requests is closed`() async throws {
        try await Self.withOrigin({ $0.idleTimeout = .seconds(5) }) { port, _ in
            let wire = try await Wire(port)
            let paths = ["/1", "/kept/a", "/kept/a"]
            // In one write, so that a busy machine does not make this test the silent one.
            await wire.send(paths.map { Self.get($0) }.joined())
            for path in paths { #expect(try await wire.answer().body == "GET \(path) ") }

            #expect(try await wire.rest() == "")
        }
    }

    @Test func `a connection beyond the limit waits until another one ends`() async throws {
        try await Self.withOrigin({ $0.connectionLimit = 2 }) { port, origin in
            let (one, two) = (try await Wire(port), try await Wire(port))
            _ = try await one.ask(Self.get("/1"))
            _ = try await two.ask(Self.get("/2"))
            let three = try await Wire(port)
            await three.send(Self.get("/3"))
            _ = try await one.ask(Self.get("/4"))
            #expect(!origin.targets.contains("/3"))

            await one.close()

            #expect(try await three.answer().body == "GET /3 ")
        }
    }

    @Test func `a viewer that does not read does not block others`() async throws {
        let big = String(repeating: "x", count: 8 << 20)
        try await ScriptedOrigin.run { seen in
            .text(seen.target == "/big" ? big : "small", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let slow = try await Wire(port, reads: false)
                await slow.send(Self.get("/big") + Self.get("/big"))

                let quick = try await Wire(port)
                #expect(try await quick.ask(Self.get("/big")).body.utf8.count == big.utf8.count)
                for _ in 0..<20 { #expect(try await quick.ask(Self.get("/a")).body == "small") }

                try await slow.beginReading()
                for _ in 0..<2 { #expect(try await slow.answer().body.utf8.count == big.utf8.count) }
                #expect(origin.requests.count == 2)
            }
        }
    }
}

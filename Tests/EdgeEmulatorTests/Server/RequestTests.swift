import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Hummingbird
import Invocations
import NIOCore
import Testing

/// A viewer's request on its way from the wire to functions and origins.
@Suite struct RequestTests {
    private static func withOrigin<Result: Sendable>(
        _ body: (Int, ScriptedOrigin, Edge) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { seen in
            .text("\(seen.method) \(seen.target) \(seen.body)", [.cacheControl: "no-store"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(
                origin,
                ["see": { _ in .request { _ in } }],
                functions: [.viewerRequest: "see"]
            )
            return try await Served.edge(edge) { port, _ in try await body(port, origin, edge) }
        }
    }

    // MARK: Bodies

    @Test func `a body with a length reaches the origin with its length`() async throws {
        try await Self.withOrigin { port, origin, _ in
            let answer = try await Wire(port).ask(
                "POST /p HTTP/1.1\r\nHost: site\r\nContent-Length: 5\r\n\r\nhello"
            )

            #expect(answer.body == "POST /p hello")
            #expect(origin.requests.first?.fields[.contentLength] == "5")
        }
    }

    @Test func `a chunked body reaches the origin whole`() async throws {
        try await Self.withOrigin { port, _, _ in
            let wire = try await Wire(port)
            let post = "POST /p HTTP/1.1\r\nHost: site\r\nTransfer-Encoding: chunked\r\n\r\n"

            await wire.send(post + "3\r\nabc\r\n")
            await wire.send("2\r\nde\r\n0\r\n\r\n")

            #expect(try await wire.answer().body == "POST /p abcde")
            #expect(try await wire.ask(post + "0\r\n\r\n").body == "POST /p ")
        }
    }

    @Test func `trailers are neither fields nor a request`() async throws {
        try await Self.withOrigin { port, origin, edge in
            let wire = try await Wire(port)

            let answer = try await wire.ask(
                "POST /p HTTP/1.1\r\nHost: site\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-End: yes\r\n\r\n"
            )
            let next = try await wire.ask("GET /next HTTP/1.1\r\nHost: site\r\n\r\n")

            #expect(answer.body == "POST /p abc" && next.body == "GET /next ")
            #expect(edge.backend.events.first?.request.headers.first("x-end") == nil)
            #expect(origin.targets == ["/p", "/next"])
        }
    }

    @Test(arguments: ["100-continue", "100-Continue"])
    func `a viewer that expects 100 gets it`(expectation: String) async throws {
        try await Self.withOrigin { port, _, _ in
            let wire = try await Wire(port)

            await wire.send(
                "POST /p HTTP/1.1\r\nHost: site\r\nContent-Length: 5\r\nExpect: \(expectation)\r\n\r\n"
            )
            #expect(try await wire.answer().status == 100)
            await wire.send("hello")

            #expect(try await wire.answer().body == "POST /p hello")
            #expect(try await wire.ask("GET /1 HTTP/1.1\r\nHost: site\r\n\r\n").body == "GET /1 ")
        }
    }

    @Test func `a 100 does not interrupt another response`() async throws {
        let (arrived, goOn) = (Gate(), Gate())
        try await ScriptedOrigin.run { seen in
            guard seen.method == "GET" else { return .text(seen.body, [.cacheControl: "no-store"]) }
            return Response(
                status: .ok,
                headers: [.cacheControl: "no-store", .contentLength: "8"],
                body: ResponseBody(contentLength: 8) { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    arrived.open()
                    await goOn.wait()
                    try await writer.write(ByteBuffer(string: "half"))
                    try await writer.finish(nil)
                }
            )
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let wire = try await Wire(port)

                await wire.send("GET /slow HTTP/1.1\r\nHost: site\r\n\r\n")
                await arrived.wait()
                await wire.send(
                    "POST /p HTTP/1.1\r\nHost: site\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
                )
                // This response proves that the server has read the POST.
                _ = try await Wire(port).ask("POST /q HTTP/1.1\r\nHost: site\r\nContent-Length: 0\r\n\r\n")
                goOn.open()

                #expect(try await wire.answer().body == "halfhalf")
                #expect(try await wire.answer().status == 100)
                await wire.send("hello")
                #expect(try await wire.answer().body == "hello")
            }
        }
    }

    @Test(arguments: ["GET", "HEAD"])
    func `a body of GET or HEAD is refused and not taken for a request`(method: String) async throws {
        try await Self.withOrigin { port, origin, _ in
            let wire = try await Wire(port)
            let hidden = "GET /hidden HTTP/1.1\r\nHost: site\r\n\r\n"

            await wire.send(
                "\(method) /a HTTP/1.1\r\nHost: site\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)"
            )

            #expect(try await wire.answer(toHead: method == "HEAD").status == 403)
            #expect(try await wire.ask("GET /1 HTTP/1.1\r\nHost: site\r\n\r\n").body == "GET /1 ")
            #expect(origin.targets == ["/1"])
        }
    }

    // MARK: Fields and targets

    @Test func `repeated fields stay separate in the event`() async throws {
        try await Self.withOrigin { port, _, edge in
            _ = try await Wire(port).ask(
                "GET /a HTTP/1.1\r\nHost: site\r\nCookie: a=1\r\nX-Two: one\r\ncookie: b=2\r\nx-two: two\r\n\r\n"
            )

            let event = try #require(edge.backend.events.first)
            #expect(event.request.headers.filter { $0.name == "cookie" }.map(\.value) == ["a=1", "b=2"])
            #expect(event.request.headers.filter { $0.name == "x-two" }.map(\.value) == ["one", "two"])
        }
    }

    @Test(arguments: [
        "/a%20b%2Fc", "/%E2%82%AC", "/a//b/../c", "/a;b=c", "/?", "/a?x=%41&y", "/a?x=1?y=2", "/a%00b",
        "/~a:b@c", "//other.example/a",
    ])
    func `paths are passed on unchanged`(target: String) async throws {
        try await Self.withOrigin { port, origin, _ in
            let answer = try await Wire(port).ask("GET \(target) HTTP/1.1\r\nHost: site\r\n\r\n")

            let expected = target == "/?" ? "/" : target
            #expect(answer.status == 200 && origin.targets == [expected])
        }
    }

    @Test func `the authority of a target replaces the field`() async throws {
        try await Self.withOrigin { port, origin, edge in
            let answer = try await Wire(port).ask("GET http://other:80/a?b=c HTTP/1.1\r\nHost: site\r\n\r\n")

            #expect(answer.status == 200 && origin.targets == ["/a?b=c"])
            #expect(edge.backend.events.first?.request.headers.first("host") == "other:80")
        }
    }

    @Test(arguments: ["*", "a", "http://site", "ftp://site/a", "?a"])
    func `targets without a path are refused or mean the root`(target: String) async throws {
        try await Self.withOrigin { port, origin, _ in
            let answer = try await Wire(port).ask("GET \(target) HTTP/1.1\r\nHost: site\r\n\r\n")

            #expect(answer.status == 400 || target == "http://site" && origin.targets == ["/"], "\(answer)")
        }
    }

    @Test func `fields about the viewer are removed`() async throws {
        try await Self.withOrigin { port, origin, edge in
            _ = try await Wire(port).ask(
                "GET /a HTTP/1.1\r\nHost: site\r\nX-Brink-Region: eu-west-1\r\nX-Brink-Country: DE\r\n"
                    + "X-Brink-Device: Mobile\r\n\r\n"
            )

            let exchange = try #require(edge.emulator.exchanges.exchange(1))
            #expect(exchange.region.name == "eu-west-1" && exchange.country == "DE")
            #expect(exchange.devices.contains(.mobile))
            let seen = try #require(origin.requests.first)
            #expect(!seen.fields.contains { $0.name.canonicalName.hasPrefix("x-brink") })
        }
    }
}

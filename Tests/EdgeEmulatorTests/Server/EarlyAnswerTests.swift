import CloudFrontEvents
import EdgeEmulator
import Testing

/// Origins that respond before a viewer's upload has ended.
@Suite struct EarlyAnswerTests {
    private static let chunked = "POST /up HTTP/1.1\r\nHost: site\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func known(_ length: Int) -> String {
        "POST /up HTTP/1.1\r\nHost: site\r\nContent-Length: \(length)\r\n\r\n"
    }

    private static func answer(_ status: String, _ body: String = "early") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func withEdge<Result: Sendable>(
        _ answer: String,
        closes: Bool = false,
        _ change: (inout Distribution) -> Void = { _ in },
        idleTimeout: Duration = .seconds(30),
        _ body: (Int) async throws -> Result
    ) async throws -> Result {
        try await RawOrigin.run(answer, closes: closes) { origin in
            try await Served.edge(Edge(at: origin.server) { change(&$0) }) {
                $0.idleTimeout = idleTimeout
            } _: { port, _ async throws in
                try await body(port)
            }
        }
    }

    @Test(arguments: ["413 Too Large", "401 Unauthorized", "302 Found", "200 OK", "500 Oh"])
    func `the rest of an upload is read after the response, and the connection goes on`(
        status: String
    ) async throws {
        try await Self.withEdge(Self.answer(status)) { port async throws in
            for _ in 0..<10 {
                let wire = try await Wire(port)
                await wire.send(Self.chunked + "3\r\nabc\r\n")
                let answer = try await wire.answer()
                for _ in 0..<100 { await wire.send("5\r\nabcde\r\n") }
                await wire.send("0\r\n\r\n")

                #expect(answer.body == "early")
                #expect(try await wire.ask("GET /next HTTP/1.1\r\nHost: site\r\n\r\n").body == "early")
            }
        }
    }

    @Test(arguments: [false, true])
    func `a body with a length is read after the response too`(closes: Bool) async throws {
        let length = 3 << 20
        try await Self.withEdge(Self.answer("413 Too Large"), closes: closes) { port async throws in
            let wire = try await Wire(port)
            await wire.send(Self.known(length) + "x")
            let answer = try await wire.answer()
            await wire.send([UInt8](repeating: 0x78, count: length - 1))

            #expect(answer.status == 413 || closes && answer.status == 502, "\(answer)")
            #expect(try await wire.ask(Self.known(1) + "x").status > 0)
        }
    }

    @Test func `a viewer that goes away after an early response leaves the server as it was`() async throws {
        try await Self.withEdge(Self.answer("413 Too Large")) { port async throws in
            for _ in 0..<20 {
                let wire = try await Wire(port)
                await wire.send(Self.chunked + "3\r\nabc\r\n")
                _ = try await wire.answer()
                await wire.close()
            }

            #expect(try await Wire(port).ask("GET / HTTP/1.1\r\nHost: site\r\n\r\n").status == 413)
        }
    }

    @Test func `a viewer that never ends its upload is cut after the idle timeout`() async throws {
        try await Self.withEdge(Self.answer("413 Too Large"), idleTimeout: .seconds(3)) { port async throws in
            let wire = try await Wire(port)
            await wire.send(Self.chunked + "3\r\nabc\r\n")
            _ = try await wire.answer()
            wire.drip("1\r\nx\r\n")

            #expect(try await wire.rest() == "")
            #expect(try await Wire(port).ask("GET / HTTP/1.1\r\nHost: site\r\n\r\n").status == 413)
        }
    }

    @Test func `an early response to the last request closes the connection`() async throws {
        try await Self.withEdge(Self.answer("413 Too Large")) { port async throws in
            let wire = try await Wire(port)
            await wire.send(
                "POST /up HTTP/1.1\r\nHost: site\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n"
            )

            #expect(try await wire.answer().status == 413)
            await wire.send("0\r\n\r\n")
            #expect(try await wire.rest() == "")
        }
    }

    @Test func `an upload is sent to one path only, where others would be tried`() async throws {
        try await Self.withEdge(Self.answer("404 Not Found")) { (distribution: inout Distribution) in
            distribution.defaultBehavior.pathRewriting = .normalized
        } _: { (port: Int) async throws in
            let wire = try await Wire(port)
            await wire.send(
                "POST /about HTTP/1.1\r\nHost: site\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
            )

            #expect(try await wire.answer().status == 404)
            await wire.send("0\r\n\r\n")
            #expect(try await wire.ask("GET /next HTTP/1.1\r\nHost: site\r\n\r\n").status == 404)
        }
    }

    @Test func `an origin that never responds while a viewer uploads is given up, and the server goes on`()
        async throws
    {
        var custom = CustomOrigin(domainName: "origin.example.com")
        custom.responseCompletionTimeout = 1
        try await RawOrigin.run("") { origin in
            var settings = origin.server
            settings.origin = .custom(custom)
            try await Served.edge(Edge(at: settings)) { port, _ async throws in
                let wire = try await Wire(port)
                await wire.send(Self.chunked + "3\r\nabc\r\n")
                let answer = try await wire.answer()
                await wire.send("3\r\nabc\r\n0\r\n\r\n")

                #expect(answer.status == 504)
                #expect(try await wire.ask("PATCHY / HTTP/1.1\r\nHost: site\r\n\r\n").status >= 400)
            }
        }
    }
}

import CloudFrontEvents
import EdgeEmulator
import Testing

/// Responses of origins, and results of functions, that libraries stop the process for.
@Suite struct InvalidAnswerTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: site\r\n\r\n"

    @Test(arguments: [
        "000 X", "001 X", "099 X", "042", "101 Switching Protocols", "-01 X", "+20 OK", "1000 X", "99999 X",
        "2 X", "20 X",
        "2000000000000000000000 X", "abc X", "",
    ])
    func `a status that no response can have is a 502, and the server goes on`(status: String) async throws {
        for rest in ["\r\n", "Content-Length: 0\r\n\r\n", "Content-Length: 4\r\n\r\nbody"] {
            try await RawOrigin.run("HTTP/1.1 \(status)\r\n\(rest)", closes: true) { origin in
                try await Served.edge(Edge(at: origin.server)) { port, _ async throws in
                    #expect(try await Wire(port).ask(Self.get).status == 502)
                    #expect(try await Wire(port).ask(Self.get).status == 502)
                }
            }
        }
    }

    @Test(arguments: ["600", "700", "999"])
    func `a status that no class has is passed on`(status: String) async throws {
        try await RawOrigin.run("HTTP/1.1 \(status) X\r\nContent-Length: 2\r\n\r\nok") { origin in
            try await Served.edge(Edge(at: origin.server)) { port, _ async throws in
                #expect(try await Wire(port).ask(Self.get).status == Int(status))
            }
        }
    }

    @Test func `interim responses are skipped, however many`() async throws {
        let interim = ["100", "102", "103", "150", "199"].map { "HTTP/1.1 \($0) X\r\nX-A: b\r\n\r\n" }
            .joined()
        let answer = String(repeating: interim, count: 50) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        try await RawOrigin.run(answer) { origin in
            try await Served.edge(Edge(at: origin.server)) { port, _ async throws in
                #expect(try await Wire(port).ask(Self.get).body == "ok")
            }
        }
    }

    @Test(arguments: [
        "Content-Length: -1", "Content-Length: 18446744073709551616", "Content-Length: 1x",
        "Content-Length: 2\r\nContent-Length: 3", "Transfer-Encoding: gzip", "No colon", ": empty",
        " folded: x",
        "Na\u{0}me: x", "X-A: a\u{0}b",
    ])
    func `fields that no response can have are a 502 or left out, and the server goes on`(
        field: String
    ) async throws {
        try await RawOrigin.run("HTTP/1.1 200 OK\r\n\(field)\r\n\r\nok", closes: true) { origin in
            try await Served.edge(Edge(at: origin.server)) { port, _ async throws in
                for _ in 0..<2 {
                    let wire = try await Wire(port)
                    await wire.send(Self.get)
                    // The body may break off.
                    _ = try? await wire.answer()
                }
                #expect(try await Wire(port).ask("PUT / HTTP/1.1\r\n\r\n").status == 400)
            }
        }
    }

    @Test(arguments: ["9223372036854775807", "18446744073709551615", "9999999999999"])
    func `a body of an impossible length breaks off`(length: String) async throws {
        let fields = "Content-Length: \(length)\r\nCache-Control: max-age=60"
        try await RawOrigin.run("HTTP/1.1 200 OK\r\n\(fields)\r\n\r\nok", closes: true) { origin in
            try await Served.edge(Edge(at: origin.server)) { port, _ async throws in
                for range in ["", "Range: bytes=-1\r\n", "Range: bytes=0-9223372036854775807\r\n"] {
                    let text = try await Wire(port)
                        .rest(after: "GET /a HTTP/1.1\r\nHost: site\r\n\(range)\r\n")
                    #expect(text.hasPrefix("HTTP/1.1 20") || text.hasPrefix("HTTP/1.1 502"), "\(text)")
                }
                #expect(try await Wire(port).ask("PUT / HTTP/1.1\r\n\r\n").status == 400)
            }
        }
    }

    @Test(arguments: [
        "Age: 99999999999999999999", "Age: -9223372036854775808",
        "Cache-Control: max-age=99999999999999999999",
        "Expires: Fri, 31 Dec 9999 23:59:59 GMT", "Date: Mon, 01 Jan 1600 00:00:00 GMT",
        "Cache-Control: max-age=1, stale-while-revalidate=9223372036854775807", "Cache-Control: s-maxage=-1",
    ])
    func `the longest times are served`(field: String) async throws {
        try await RawOrigin.run("HTTP/1.1 200 OK\r\n\(field)\r\nContent-Length: 2\r\n\r\nok") { origin in
            try await Served.edge(Edge(at: origin.server)) { port, _ async throws in
                for _ in 0..<2 { #expect(try await Wire(port).ask(Self.get).body == "ok") }
            }
        }
    }

    @Test(arguments: [9_223_372_036_854_775_807, 9_223_372_037, 86_401])
    func `a function may set any completion timeout`(seconds: Int) async throws {
        try await RawOrigin.run("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") { origin async throws in
            let act: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act = { _ in
                .request { request in
                    guard case .custom(var custom) = request.origin else { return }
                    custom.responseCompletionTimeout = JSONNumber(seconds)
                    request.origin = .custom(custom)
                }
            }
            let edge = Edge(at: origin.server, ["late": act], functions: [.originRequest: "late"])

            #expect(try await edge.get("/a").body == "ok")
        }
    }

    @Test func `a function may return more headers than a response can have`() async throws {
        let headers = (0..<66_000).map { #""h\#($0)":[{"value":""}]"# }.joined(separator: ",")
        let edge = try await RawOrigin.run("") { origin in
            Edge(
                at: origin.server,
                ["many": { _ in .answer(#"{"status":"200","headers":{\#(headers)}}"#) }],
                functions: [.originRequest: "many"]
            )
        }

        #expect(try await edge.get("/a").status > 0)
    }
}

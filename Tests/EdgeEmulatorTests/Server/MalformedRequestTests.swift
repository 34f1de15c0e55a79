import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

/// Malformed requests, and requests that smuggle others: they are refused, the connection is closed, and nothing reaches
/// the origin.
@Suite struct MalformedRequestTests {
    private static let hidden = "GET /hidden HTTP/1.1\r\nHost: site\r\n\r\n"

    private static func withOrigin<Result: Sendable>(
        _ body: (Int, ScriptedOrigin) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { seen in
            .text("\(seen.method) \(seen.target) \(seen.body)", [.cacheControl: "no-store"])
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in try await body(port, origin) }
        }
    }

    /// Sends bytes and another request, and expects 400, a closed connection, and neither of them at the origin.
    private func expectRefused(_ text: String, _ statuses: Set<Int> = [400]) async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)

            await wire.send(text + Self.hidden)
            let answer = try await wire.answer()

            #expect(statuses.contains(answer.status), "\(answer)")
            #expect(try await wire.rest() == "")
            #expect(origin.targets == [])
            #expect(try await Wire(port).ask("GET /next HTTP/1.1\r\nHost: site\r\n\r\n").status == 200)
        }
    }

    @Test(arguments: [
        "\u{1}\u{2}\u{3}\r\n\r\n", "hello\r\n\r\n", "GET\r\n\r\n", "GET /a\r\nHost: site\r\n\r\n",
        "GET /a HTTP/9.9\r\nHost: site\r\n\r\n", "GET /a HTTP/1.1 more\r\nHost: site\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: site\r\n\r\n", "GET /a FTP/1.1\r\nHost: site\r\n\r\n",
        "get /a HTTP/1.1\r\nHost: site\r\n\r\n", "NOTHING /a HTTP/1.1\r\nHost: site\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: site\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n",
        "GET /\u{0} HTTP/1.1\r\nHost: site\r\n\r\n", "GET /\u{7f} HTTP/1.1\r\nHost: site\r\n\r\n",
    ])
    func `an invalid request line is refused`(text: String) async throws {
        try await expectRefused(text)
    }

    @Test(arguments: [
        "X: a\u{0}b", "X: a\u{1}b", "X: a\u{7f}b", "X\u{0}Y: a", "X Y: a", "X : a", " X: a", "X\u{1}: a",
        ": a", "nothing", "X: a\r\n folded", "X: a\r\n\tfolded", "X(Y): a", "X: a\rY: b",
    ])
    func `an invalid field is refused`(field: String) async throws {
        try await expectRefused("GET /a HTTP/1.1\r\nHost: site\r\n\(field)\r\n\r\n")
    }

    @Test(arguments: ["GET /a HTTP/1.1\nHost: site\n\n", "GET /a HTTP/1.1\r\nHost: site\nX: y\r\n\r\n"])
    func `lines without a carriage return are refused`(text: String) async throws {
        try await expectRefused(text)
    }

    @Test(arguments: [
        "", "Host: one\r\nHost: two\r\n", "Host: site\r\nHost: site\r\n", "Host:\r\n", "Host: \t \r\n",
    ])
    func `a request has exactly one Host field`(fields: String) async throws {
        try await Self.withOrigin { port, origin in
            let answer = try await Wire(port).ask("GET /a HTTP/1.1\r\n\(fields)\r\n")

            #expect(answer.status == 400, "\(answer)")
            #expect(origin.targets == [])
        }
    }

    @Test(arguments: ["a b", "site/path", "user@site", "a,b", "site?x", "<site>", "\"site\""])
    func `Host is a name and a port`(hostName: String) async throws {
        try await Self.withOrigin { port, origin in
            let answer = try await Wire(port).ask("GET /a HTTP/1.1\r\nHost: \(hostName)\r\n\r\n")

            #expect(answer.status == 400, "\(answer)")
            #expect(origin.targets == [])
        }
    }

    // MARK: Lengths

    @Test(arguments: [
        "Content-Length: -1", "Content-Length: +5", "Content-Length: 0x10", "Content-Length: 5 5",
        "Content-Length: 1e2", "Content-Length: ten", "Content-Length: 5,5", "Content-Length:",
        "Content-Length: 99999999999999999999999", "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 0\r\nContent-Length: 40",
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked;q=1", "Transfer-Encoding:", "Transfer-Encoding : chunked",
        "Transfer-Encoding: \u{b}chunked", "Content_Length: 5\r\nContent-Length: x",
    ])
    func `an ambiguous length is refused`(fields: String) async throws {
        for method in ["POST", "GET"] {
            try await expectRefused("\(method) /a HTTP/1.1\r\nHost: site\r\n\(fields)\r\n\r\n0\r\n\r\n")
        }
    }

    @Test(arguments: [
        "x\r\nabc\r\n0\r\n\r\n", "-1\r\na\r\n0\r\n\r\n", "\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
        "3\nabc\n0\n\n", "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n",
        "3;\nabc\r\n0\r\n\r\n", "3;a=\u{0}\r\nabc\r\n0\r\n\r\n",
    ])
    func `invalid chunks are refused, and the origin gets no whole request`(chunks: String)
        async throws
    {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)

            await wire.send("POST /a HTTP/1.1\r\nHost: site\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)")
            await wire.send(Self.hidden)
            let answer = try await wire.answer()

            #expect(answer.status == 400 || answer.status == 502, "\(answer)")
            _ = try await wire.rest()
            #expect(origin.targets == [])
        }
    }

    @Test func `chunk extensions are not part of the body`() async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)

            let answer = try await wire.ask(
                "POST /a HTTP/1.1\r\nHost: site\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;a=b\r\nabc\r\n2;c=\"d\"\r\nde\r\n0\r\n\r\n"
            )

            #expect(answer.body == "POST /a abcde" && origin.targets == ["/a"])
        }
    }

    @Test(arguments: [0, 1, 9])
    func `a truncated body is no whole request at the origin`(count: Int) async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)
            let body = String(repeating: "x", count: count)

            await wire.send("POST /half HTTP/1.1\r\nHost: site\r\nContent-Length: 10\r\n\r\n\(body)")
            await wire.finishSending()

            let rest = try await wire.rest()
            #expect(!rest.hasPrefix("HTTP/1.1 200"), "\(rest)")
            #expect(try await Wire(port).ask("GET /next HTTP/1.1\r\nHost: site\r\n\r\n").status == 200)
            #expect(origin.targets == ["/next"])
        }
    }

    // MARK: Sizes

    @Test func `a URL has fewer than 8,192 bytes`() async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)
            let (fits, tooLong) = (String(repeating: "a", count: 8190), String(repeating: "a", count: 8191))

            let last = try await wire.ask("GET /\(fits) HTTP/1.1\r\nHost: site\r\n\r\n")
            let first = try await wire.ask("GET /\(tooLong) HTTP/1.1\r\nHost: site\r\n\r\n")

            #expect(last.status == 200 && first.status == 414)
            #expect(origin.requests.count == 1)
        }
    }

    @Test(arguments: [21_000, 33_000, 50_000, 200_000])
    func `a header that is too long is refused`(count: Int) async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)

            await wire.send(
                "GET /a HTTP/1.1\r\nHost: site\r\nX: \(String(repeating: "a", count: count))\r\n\r\n"
            )
            let answer = try await wire.answer()

            #expect([400, 431, 494].contains(answer.status))
            #expect(origin.targets == [])
        }
    }

    @Test func `too many headers are refused`() async throws {
        try await expectRefused(
            "GET /a HTTP/1.1\r\nHost: site\r\n\(String(repeating: "X: y\r\n", count: 600))\r\n",
            [400, 431]
        )
    }

    @Test(arguments: ["TRACE", "CONNECT", "PROPFIND", "LOCK", "PURGE"])
    func `methods unknown to CloudFront are refused`(method: String) async throws {
        try await Self.withOrigin { port, origin in
            let target = method == "CONNECT" ? "site:80" : "/a"
            let answer = try await Wire(port).ask("\(method) \(target) HTTP/1.1\r\nHost: site\r\n\r\n")

            #expect([400, 403].contains(answer.status))
            #expect(origin.targets == [])
        }
    }

    @Test func `the preface of HTTP 2 is refused without TLS`() async throws {
        try await Self.withOrigin { port, origin in
            let wire = try await Wire(port)
            await wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u{0}\u{0}\u{0}\u{4}\u{0}\u{0}\u{0}\u{0}\u{0}")

            #expect(!(try await wire.rest()).hasPrefix("HTTP/1.1 2"))
            #expect(origin.targets == [])
        }
    }

    @Test func `garbage after a hit is refused after the hit's response`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("kept", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let get = "GET /a HTTP/1.1\r\nHost: site\r\n\r\n"
                let wire = try await Wire(port)
                _ = try await wire.ask(get)

                await wire.send(get + "garbage\r\n\r\n" + get)

                #expect(try await wire.answer().body == "kept")
                #expect(try await wire.answer().status == 400)
                #expect(try await wire.rest() == "")
            }
        }
    }
}

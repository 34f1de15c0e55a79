import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

/// Responses on the wire.
@Suite struct AnswerTests {
    private static let letters = "abcdefghij"

    /// Runs a server over an origin with one cacheable object, which has a tag and a date.
    private static func withObject<Result: Sendable>(
        _ body: (Int, ScriptedOrigin) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { _ in
            .text(
                letters,
                [
                    .cacheControl: "max-age=60", .eTag: "\"one\"",
                    .lastModified: "Wed, 21 Oct 2015 07:28:00 GMT",
                ]
            )
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in try await body(port, origin) }
        }
    }

    private static func get(_ fields: String = "", method: String = "GET", path: String = "/a") -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: site\r\n\(fields)\r\n"
    }

    // MARK: HEAD

    @Test func `a HEAD that misses the cache has a length and no body`() async throws {
        try await Self.withObject { port, _ in
            let wire = try await Wire(port)

            let head = try await wire.ask(Self.get(method: "HEAD"))
            let next = try await wire.ask(Self.get())

            #expect(head.status == 200 && head["content-length"] == "10")
            #expect(next.status == 200 && next.body == Self.letters)
        }
    }

    @Test func `a HEAD that hits the cache has a length and no body`() async throws {
        try await Self.withObject { port, origin in
            let wire = try await Wire(port)
            _ = try await wire.ask(Self.get())

            let head = try await wire.ask(Self.get(method: "HEAD"))
            let next = try await wire.ask(Self.get())

            #expect(head.status == 200 && head["content-length"] == "10")
            #expect(head["x-cache"] == "Hit from cloudfront")
            #expect(next.body == Self.letters && origin.requests.count == 1)
        }
    }

    @Test func `a HEAD of unknown length has no body either`() async throws {
        try await ScriptedOrigin.run { _ in
            Response(status: .ok, body: ResponseBody { writer in try await writer.finish(nil) })
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let wire = try await Wire(port)

                await wire.send(Self.get(method: "HEAD") + Self.get("Connection: close\r\n", path: "/b"))
                let head = try await wire.answer(toHead: true)
                let next = try await wire.answer()

                #expect(head.status == 200)
                #expect(next.version == "HTTP/1.1" && next.status == 200 && next.body.isEmpty)
            }
        }
    }

    @Test func `a HEAD of an error page has the length of the page`() async throws {
        try await Self.withObject { port, _ in
            let wire = try await Wire(port)

            let path = "/" + String(repeating: "a", count: 9000)
            let head = try await wire.ask(Self.get(method: "HEAD", path: path))
            let next = try await wire.ask(Self.get())

            #expect(head.status == 414 && head["content-length"] != "0")
            #expect(next.status == 200 && next.body == Self.letters)
        }
    }

    // MARK: Conditions

    @Test(arguments: [
        "If-None-Match: \"one\"", "If-None-Match: W/\"one\"", "If-None-Match: \"two\", \"one\"",
        "If-None-Match: *", "If-Modified-Since: Wed, 21 Oct 2015 07:28:00 GMT",
        "If-Modified-Since: Thu, 22 Oct 2015 07:28:00 GMT",
    ])
    func `an object that the viewer already has is not sent again, miss or hit`(field: String) async throws {
        try await Self.withObject { port, origin in
            let wire = try await Wire(port)

            let miss = try await wire.ask(Self.get("\(field)\r\n"))
            let hit = try await wire.ask(Self.get("\(field)\r\n"))
            let whole = try await wire.ask(Self.get())

            for answer in [miss, hit] {
                #expect(answer.status == 304 && answer["etag"] == "\"one\"")
                #expect(answer["transfer-encoding"] == nil)
            }
            #expect(whole.status == 200 && whole.body == Self.letters)
        }
    }

    @Test(arguments: [
        "If-None-Match: \"two\"", "If-None-Match: one", "If-None-Match:",
        "If-Modified-Since: Tue, 20 Oct 2015 07:28:00 GMT", "If-Modified-Since: yesterday",
        "If-None-Match: \"two\"\r\nIf-Modified-Since: Wed, 21 Oct 2015 07:28:00 GMT",
    ])
    func `unmet and invalid conditions give the whole object`(field: String) async throws {
        try await Self.withObject { port, _ in
            let wire = try await Wire(port)

            for _ in 0..<2 {
                let answer = try await wire.ask(Self.get("\(field)\r\n"))

                #expect(answer.status == 200 && answer.body == Self.letters)
            }
        }
    }

    // MARK: Ranges

    @Test(arguments: [
        ("bytes=0-0", "a", "bytes 0-0/10"), ("bytes=2-4", "cde", "bytes 2-4/10"),
        ("bytes=7-", "hij", "bytes 7-9/10"), ("bytes=-2", "ij", "bytes 8-9/10"),
        ("bytes=-99", "abcdefghij", "bytes 0-9/10"), ("bytes=9-99", "j", "bytes 9-9/10"),
        ("bytes=8-99999999999999999999", "ij", "bytes 8-9/10"),
    ])
    func `a range gives its part, miss or hit`(range: String, part: String, place: String) async throws {
        try await Self.withObject { port, _ in
            let wire = try await Wire(port)

            for _ in 0..<2 {
                let answer = try await wire.ask(Self.get("Range: \(range)\r\n"))

                #expect(answer.status == 206 && answer.body == part)
                #expect(answer["content-range"] == place)
                #expect(answer["content-length"] == String(part.utf8.count))
            }
            #expect(try await wire.ask(Self.get()).body == Self.letters)
        }
    }

    @Test(arguments: ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"])
    func `a range beyond the end gives 416 with the length`(range: String) async throws {
        try await Self.withObject { port, _ in
            let wire = try await Wire(port)

            for _ in 0..<2 {
                let answer = try await wire.ask(Self.get("Range: \(range)\r\n"))

                #expect(answer.status == 416 && answer["content-range"] == "bytes */10")
                #expect(answer.body.isEmpty)
            }
            #expect(try await wire.ask(Self.get()).body == Self.letters)
        }
    }

    @Test(arguments: [
        "bytes=0-1,3-4", "bytes=4-2", "bytes=-", "bytes=a-b", "bytes=+1-2", "octets=0-1", "bytes", "bytes=1",
        "bytes=1-2-3",
    ])
    func `several ranges and invalid ones give the whole object`(range: String) async throws {
        try await Self.withObject { port, _ in
            let wire = try await Wire(port)

            let answer = try await wire.ask(Self.get("Range: \(range)\r\n"))

            #expect(answer.status == 200 && answer.body == Self.letters && answer["content-range"] == nil)
        }
    }

    @Test(arguments: [
        ("\"one\"", 206), ("Wed, 21 Oct 2015 07:28:00 GMT", 206), ("\"two\"", 200), ("W/\"one\"", 200),
        ("Thu, 22 Oct 2015 07:28:00 GMT", 200), ("nonsense", 200),
    ])
    func `a range of another version gives the whole object`(version: String, status: Int) async throws {
        try await Self.withObject { port, _ in
            let wire = try await Wire(port)

            let answer = try await wire.ask(Self.get("Range: bytes=0-1\r\nIf-Range: \(version)\r\n"))

            #expect(answer.status == status && answer.body == (status == 206 ? "ab" : Self.letters))
        }
    }

    // MARK: Bodies

    @Test func `a body of unknown length is chunked, and its length is in the exchange`() async throws {
        try await ScriptedOrigin.run { _ in
            Response(
                status: .ok,
                headers: [.cacheControl: "no-store"],
                body: ResponseBody { writer in
                    for piece in ["one ", "two ", "three"] {
                        try await writer.write(ByteBuffer(string: piece))
                    }
                    try await writer.finish(nil)
                }
            )
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            try await Served.edge(edge) { port, _ in
                let wire = try await Wire(port)

                let answer = try await wire.ask(Self.get())
                let next = try await wire.ask(Self.get())

                #expect(answer["transfer-encoding"] == "chunked" && answer["content-length"] == nil)
                #expect(answer.body == "one two three" && next.body == "one two three")
                #expect(edge.emulator.exchanges.exchange(1)?.bodyLength == 13)
            }
        }
    }

    @Test(arguments: [204, 304])
    func `a status without a body has no length and no chunks`(status: Int) async throws {
        try await ScriptedOrigin.run { _ in
            Response(status: HTTPResponse.Status(code: status), headers: [.eTag: "\"x\""])
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let wire = try await Wire(port)

                for path in ["/a", "/b"] {
                    let answer = try await wire.ask(Self.get(path: path))

                    #expect(answer.status == status && answer["transfer-encoding"] == nil)
                    #expect(status == 304 || answer["content-length"] == nil)
                }
            }
        }
    }

    @Test func `an empty body has the length 0`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let wire = try await Wire(port)

                for _ in 0..<2 {
                    let answer = try await wire.ask(Self.get())

                    #expect(answer.status == 200 && answer["content-length"] == "0" && answer.body.isEmpty)
                }
            }
        }
    }
}

import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Randomness
import Subprocess
import Testing

/// Compression: the responses, encodings and viewers.
@Suite struct CompressionTests {
    private struct Answer {
        let status: Int
        let fields: HTTPFields
        let body: [UInt8]
    }

    /// Sends a request to an origin that responds with a body and fields.
    private func ask(
        _ body: [UInt8],
        _ fields: HTTPFields = [:],
        accepts: String?,
        method: String = "GET",
        times: Int = 1,
        _ more: HTTPFields = [:],
        _ change: @escaping (inout Distribution) -> Void = { _ in }
    ) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "text/plain", .cacheControl: "max-age=60"]
        for field in fields { headers[field.name] = field.value }
        let answer = headers
        return try await ScriptedOrigin.run { _ in
            Response(status: .ok, headers: answer, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) {
                $0.defaultBehavior.compresses = true
                change(&$0)
            }
            var request: HTTPFields = [.hostField: "site.example.com"]
            if let accepts { request[.acceptEncoding] = accepts }
            for _ in 1..<max(times, 1) {
                _ = await edge.emulator.respond(to: ViewerRequest(target: "/a", fields: request))
            }
            for field in more { request[field.name] = field.value }
            let response = await edge.emulator.respond(
                to: ViewerRequest(method: method, target: "/a", fields: request)
            )
            return Answer(
                status: response.status,
                fields: response.fields,
                body: try await Self.bytes(response.body)
            )
        }
    }

    private static func bytes(_ body: EdgeBody) async throws -> [UInt8] {
        switch body {
        case .empty: return []
        case .buffer(let buffer): return Array(buffer.readableBytesView)
        case .stream(let stream, _):
            var whole: [UInt8] = []
            for try await piece in stream { whole += piece.readableBytesView }
            return whole
        }
    }

    private static func text(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(0x61 + $0 * $0 % 26) } }

    private static func decoded(_ bytes: [UInt8], by tool: String) async throws -> [UInt8] {
        let result = try await Subprocess.run(
            .name(tool),
            arguments: ["-d", "-c"],
            input: .array(bytes),
            output: .bytes(limit: 64 << 20)
        )
        return result.standardOutput
    }

    @Test(arguments: [
        ("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("br;q=0.1, gzip;q=1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("GZIP", "gzip"), ("deflate, gzip;q=0.001", "gzip"), ("identity;q=0, br;q=1.000", "br"),
        (" gzip ;q=1", "gzip"),
    ])
    func `Brotli is preferred to gzip among the encodings that the viewer accepts`(
        accepts: String,
        encoding: String
    ) async throws {
        let answer = try await ask(Self.text(2000), accepts: accepts)

        #expect(answer.fields[.contentEncoding] == encoding)
        #expect(answer.fields[.contentLength] == String(answer.body.count) && answer.body.count < 2000)
        #expect(answer.fields[.vary] == "Accept-Encoding")
    }

    @Test(
        arguments: [
            nil, "", "identity", "deflate", "zstd", "gzip;q=0", "br;q=0.000, gzip;q=0.0", "gzi", "gzipx",
            "x-gzip", ";q=1", ",,,", "q=gzip", "gzip;Q=0",
        ] as [String?]
    )
    func `other viewers get the original`(accepts: String?) async throws {
        let answer = try await ask(Self.text(2000), accepts: accepts)

        #expect(answer.fields[.contentEncoding] == nil && answer.body == Self.text(2000))
    }

    @Test func `a compressed body decompresses to the original`() async throws {
        let text = Self.text(100_000)
        let gzip = try await ask(text, accepts: "gzip").body

        #expect(try await Self.decoded(gzip, by: "gzip") == text)
    }

    @Test(arguments: [(999, false), (1000, true), (10_000_000, true), (10_000_001, false)])
    func `only lengths within the bounds are compressed`(length: Int, isCompressed: Bool) async throws {
        let text = [UInt8](repeating: 0x61, count: length)
        let answer = try await ask(text, accepts: "gzip")

        #expect((answer.fields[.contentEncoding] == "gzip") == isCompressed)
        #expect((answer.body.count == length) == !isCompressed)
    }

    @Test func `a response without a length is not compressed`() async throws {
        let text = Self.text(5000)
        try await ScriptedOrigin.run { _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain", .cacheControl: "max-age=60"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(bytes: text))
                    try await writer.finish(nil)
                }
            )
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) { $0.defaultBehavior.compresses = true }
            let answer = try await edge.get("/a", [.acceptEncoding: "gzip"])
            #expect(answer["Content-Encoding"] == nil && Array(answer.body.utf8) == text)
        }
    }

    @Test(arguments: [
        "text/html; charset=utf-8", "TEXT/CSS", "application/json", "image/svg+xml", "application/javascript",
        "application/wasm", "font/ttf",
    ])
    func `compressible types are compressed`(type: String) async throws {
        let answer = try await ask(Self.text(2000), [.contentType: type], accepts: "gzip")
        #expect(answer.fields[.contentEncoding] == "gzip")
    }

    @Test(arguments: [
        "image/png", "video/mp4", "font/woff2", "application/octet-stream", "application/zip", "x", "",
        "application/jsonx",
    ])
    func `other types are not compressed`(type: String) async throws {
        let answer = try await ask(Self.text(2000), [.contentType: type], accepts: "gzip")
        #expect(answer.fields[.contentEncoding] == nil && answer.body.count == 2000)
    }

    @Test func `an encoded or no-transform response is not compressed`() async throws {
        for fields: HTTPFields in [
            [.contentEncoding: "gzip"], [.contentEncoding: "identity"], [.contentEncoding: "x"],
            [.cacheControl: "max-age=60, no-transform"],
        ] {
            let answer = try await ask(Self.text(2000), fields, accepts: "gzip, br")
            #expect(
                answer.body == Self.text(2000) && answer.fields[.contentEncoding] == fields[.contentEncoding]
            )
        }
    }

    @Test func `a behavior without compression does not compress`() async throws {
        let answer = try await ask(Self.text(2000), accepts: "gzip") { $0.defaultBehavior.compresses = false }
        #expect(answer.fields[.contentEncoding] == nil)
    }

    @Test func `a body that would not shrink is sent uncompressed`() async throws {
        var random = SplitMix(seed: 9)
        for length in [1000, 1024, 4096, 65_536] {
            let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let gzip = try await ask(noise, accepts: "gzip")
            let plain = gzip.fields[.contentEncoding] == nil
            #expect(plain ? gzip.body == noise : try await Self.decoded(gzip.body, by: "gzip") == noise)
            let brotli = try await ask(noise, accepts: "br")
            #expect(brotli.fields[.contentEncoding] == "br" || brotli.body == noise)
        }
    }

    @Test func `a strong tag becomes weak, a weak one is kept`() async throws {
        for tag in ["\"a\"", "W/\"a\""] {
            let answer = try await ask(Self.text(2000), [.eTag: tag], accepts: "gzip")
            #expect(answer.fields[.eTag] == "W/\"a\"")
        }
        #expect(try await ask(Self.text(2000), [.eTag: "\"a\""], accepts: nil).fields[.eTag] == "\"a\"")
    }

    @Test func `Vary gets Accept-Encoding once, after the names that it had`() async throws {
        let other = try await ask(Self.text(2000), [.vary: "Origin"], accepts: "gzip")
        #expect(other.fields[.vary] == "Origin, Accept-Encoding")
        for value in ["Accept-Encoding", "accept-encoding", "Origin, Accept-Encoding"] {
            let same = try await ask(Self.text(2000), [.vary: value], accepts: "gzip")
            #expect(same.fields[.vary] == value)
        }
    }

    @Test func `a hit is compressed like the miss`() async throws {
        let first = try await ask(Self.text(2000), accepts: "gzip")
        let second = try await ask(Self.text(2000), accepts: "gzip", times: 2)

        #expect(second.fields[.contentEncoding] == "gzip" && second.body == first.body)
    }

    @Test func `HEAD, ranges and conditions apply to the compressed object`() async throws {
        let whole = try await ask(Self.text(2000), [.eTag: "\"a\""], accepts: "gzip")

        let head = try await ask(Self.text(2000), accepts: "gzip", method: "HEAD", times: 2)
        #expect(head.fields[.contentEncoding] == "gzip")
        #expect(head.fields[.contentLength] == String(whole.body.count))
        let part = try await ask(Self.text(2000), accepts: "gzip", times: 2, [.range: "bytes=0-1"])
        #expect(part.status == 206 && part.body == [0x1F, 0x8B])
        #expect(part.fields[.contentRange] == "bytes 0-1/\(whole.body.count)")
        let same = try await ask(
            Self.text(2000),
            [.eTag: "\"a\""],
            accepts: "gzip",
            times: 2,
            [.ifNoneMatch: "W/\"a\""]
        )
        #expect(same.status == 304 && same.body.isEmpty)
    }

    @Test func `uncached responses and errors are not compressed`() async throws {
        let posted = try await ask(Self.text(2000), accepts: "gzip", method: "POST")
        #expect(posted.fields[.contentEncoding] == nil && posted.body.count == 2000)
    }
}

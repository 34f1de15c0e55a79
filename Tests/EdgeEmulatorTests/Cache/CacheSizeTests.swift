import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

/// The capacity of the cache, and the order of eviction.
@Suite struct CacheSizeTests {
    private static let capacity = 80_000
    /// The length of the longest body that is cached.
    private static let longest = capacity / 8

    /// An origin whose paths give the length of its responses; those below `/stream/` have no Content-Length.
    private func withEdge(_ body: @escaping (Edge, ScriptedOrigin) async throws -> Void) async throws {
        try await ScriptedOrigin.run { seen in
            let length = seen.target.split(separator: "/").last.flatMap { Int($0) } ?? 0
            let buffer = ByteBuffer(repeating: 0x61, count: length)
            let fields: HTTPFields = [.cacheControl: "max-age=600"]
            guard seen.target.hasPrefix("/stream/") else {
                return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: buffer))
            }
            return Response(
                status: .ok,
                headers: fields,
                body: ResponseBody { writer in
                    var rest = buffer
                    while let piece = rest.readSlice(length: min(4096, rest.readableBytes)),
                        piece.readableBytes > 0
                    { try await writer.write(piece) }
                    try await writer.finish(nil)
                }
            )
        } _: { (origin: ScriptedOrigin) async throws in
            var settings = EmulatedEdge.Settings()
            settings.cacheBytes = Self.capacity
            try await body(Edge(origin, settings: settings), origin)
        }
    }

    @Test func `an object of an eighth of the cache is cached, one byte more is not`() async throws {
        try await withEdge { (edge: Edge, origin: ScriptedOrigin) async throws in
            for (length, count) in [(Self.longest, 1), (Self.longest + 1, 2)] {
                let before = origin.requests.count
                for _ in 1...2 {
                    let answer = try await edge.get("/\(length)")
                    #expect(answer.status == 200 && answer.body.utf8.count == length)
                }
                #expect(origin.requests.count - before == count, "\(length)")
            }
        }
    }

    @Test func `a stream that grows too long reaches the viewer and is not cached`() async throws {
        try await withEdge { (edge: Edge, origin: ScriptedOrigin) async throws in
            for (length, count) in [(Self.longest, 1), (Self.longest + 1, 2), (3_000_000, 2)] {
                let before = origin.requests.count
                for _ in 1...2 {
                    let answer = try await edge.get("/stream/\(length)")
                    #expect(answer.status == 200 && answer.body.utf8.count == length)
                }
                #expect(origin.requests.count - before == count, "\(length)")
            }
        }
    }

    @Test func `simultaneous viewers of a stream that is too long all get all of it`() async throws {
        try await withEdge { (edge: Edge, _: ScriptedOrigin) async throws in
            let all = (0..<20).map { _ in Task { try await edge.get("/stream/300000").body.utf8.count } }
            for viewer in all { #expect(try await viewer.value == 300_000) }
        }
    }

    @Test func `the least recently used object is evicted first`() async throws {
        try await withEdge { (edge: Edge, origin: ScriptedOrigin) async throws in
            // Seven of them fit, including the overhead of each.
            for number in 1...7 { _ = try await edge.get("/\(number)/10000") }
            _ = try await edge.get("/1/10000")
            _ = try await edge.get("/8/10000")
            let before = origin.requests.count

            for number in [1, 3, 4, 5, 6, 7, 8] { _ = try await edge.get("/\(number)/10000") }
            #expect(origin.requests.count == before)
            _ = try await edge.get("/2/10000")
            #expect(origin.requests.count == before + 1)
        }
    }

    @Test func `empty objects are evicted too and never exceed the capacity`() async throws {
        try await withEdge { (edge: Edge, origin: ScriptedOrigin) async throws in
            for number in 1...500 { _ = try await edge.get("/\(number)/0") }
            _ = try await edge.get("/500/0")
            #expect(origin.requests.count == 500)
            _ = try await edge.get("/1/0")
            #expect(origin.requests.count == 501)
            // Each counts some hundred bytes, though it has no body.
            #expect(try edge.emulator.invalidate("*") < 400)
        }
    }

    @Test func `an object whose body has not arrived counts already and can be evicted`() async throws {
        let (openings, opening) = AsyncStream.makeStream(of: Void.self)
        try await ScriptedOrigin.run { seen in
            let length = seen.target.split(separator: "/").last.flatMap { Int($0) } ?? 0
            let buffer = ByteBuffer(repeating: 0x61, count: length)
            let body =
                seen.target.hasPrefix("/slow/")
                ? ResponseBody(contentLength: length) { writer in
                    for await _ in openings { break }
                    try await writer.write(buffer)
                    try await writer.finish(nil)
                } : ResponseBody(byteBuffer: buffer)
            return Response(status: .ok, headers: [.cacheControl: "max-age=600"], body: body)
        } _: { (origin: ScriptedOrigin) async throws in
            var settings = EmulatedEdge.Settings()
            settings.cacheBytes = Self.capacity
            let edge = Edge(origin, settings: settings)
            // Seven fit: the slow one evicts the first before any of its bytes have arrived.
            for number in 1...7 { _ = try await edge.get("/\(number)/10000") }
            let slow = await edge.emulator.respond(
                to: ViewerRequest(target: "/slow/10000", fields: [.hostField: "site.example.com"])
            )
            for number in 2...7 { _ = try await edge.get("/\(number)/10000") }
            #expect(origin.requests.count == 8)

            // It is evicted itself; its reader still gets all of it.
            _ = try await edge.get("/1/10000")
            opening.finish()
            guard case .stream(let stream, _) = slow.body else {
                Issue.record("expected a body that comes")
                return
            }
            var length = 0
            for try await piece in stream { length += piece.readableBytes }
            #expect(length == 10_000)
            #expect(try await edge.get("/slow/10000").body.utf8.count == 10_000)
            #expect(origin.requests.count == 10)
        }
    }
}

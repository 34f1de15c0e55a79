import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

/// Responses of origins that break off.
@Suite struct BrokenBodyTests {
    struct Broken: Error {}

    /// An origin whose first response breaks off.
    private func withEdge(
        length: Int?,
        compresses: Bool = false,
        _ body: @escaping (Edge, ScriptedOrigin) async throws -> Void
    ) async throws {
        let turns = Turns()
        try await ScriptedOrigin.run { _ in
            let isBroken = turns.next() == 0
            var fields: HTTPFields = [.cacheControl: "max-age=600", .contentType: "text/plain"]
            if let length { fields[.contentLength] = String(length) }
            return Response(
                status: .ok,
                headers: fields,
                body: ResponseBody(contentLength: length) { writer in
                    try await writer.write(ByteBuffer(repeating: 0x61, count: 1500))
                    if isBroken { throw Broken() }
                    try await writer.write(ByteBuffer(repeating: 0x62, count: 1500))
                    try await writer.finish(nil)
                }
            )
        } _: { (origin: ScriptedOrigin) async throws in
            try await body(Edge(origin) { $0.defaultBehavior.compresses = compresses }, origin)
        }
    }

    @Test(arguments: [3000, nil])
    func `a body that breaks off fails its viewer and is not cached`(length: Int?) async throws {
        try await withEdge(length: length) { (edge: Edge, origin: ScriptedOrigin) async throws in
            await #expect(throws: (any Error).self) { try await edge.get("/a") }
            let next = try await edge.get("/a")

            #expect(next.status == 200 && next.body.utf8.count == 3000)
            #expect(origin.requests.count == 2)
        }
    }

    @Test func `a body that breaks off before compression gives the origin's error page`() async throws {
        try await withEdge(length: 3000, compresses: true) {
            (edge: Edge, origin: ScriptedOrigin) async throws in
            let first = try await edge.get("/a", [.acceptEncoding: "gzip"])
            let next = try await edge.get("/a", [.acceptEncoding: "gzip"])

            #expect(first.status == 502 && next.status == 200 && next["Content-Encoding"] == "gzip")
        }
    }
}

import EdgeEmulator
import Hummingbird
import NIOCore
import Testing

/// Viewers that read a response for longer than the idle timeout.
@Suite struct SlowReaderTests {
    /// More than the buffers of a connection on this machine hold.
    private static let length = 24 << 20

    @Test(arguments: ["GET /kept", "GET /streamed", "POST /posted"])
    func `a body is not cut while it is read slowly`(request: String) async throws {
        let body = ByteBuffer(repeating: 0x78, count: Self.length)
        try await ScriptedOrigin.run { seen in
            let control = seen.target == "/kept" ? "max-age=60" : "no-store"
            return Response(
                status: .ok,
                headers: [.cacheControl: control],
                body: ResponseBody(byteBuffer: body)
            )
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) {
                $0.idleTimeout = .seconds(1)
            } _: { port, _ in
                // A hit and a stream in the pipeline, and a response of Hummingbird's task.
                let length = request.hasPrefix("POST") ? "Content-Length: 0\r\n" : ""
                let fields = "Host: site\r\n\(length)\r\n"
                if request == "GET /kept" {
                    _ = try await Wire(port).ask("GET /kept HTTP/1.1\r\n\(fields)")
                }
                let wire = try await Wire(port, reads: false)
                await wire.send("\(request) HTTP/1.1\r\n\(fields)")
                // Silent connections end with the idle timeout: it passes twice.
                for _ in 0..<2 { _ = try await Wire(port).rest() }
                try await wire.beginReading()
                let answer = try await wire.answer()

                #expect(answer.status == 200 && answer.body.utf8.count == Self.length)
            }
        }
    }

    @Test func `requests behind a slow response are answered in order`() async throws {
        let body = ByteBuffer(repeating: 0x78, count: Self.length)
        try await ScriptedOrigin.run { seen in
            let isLong = seen.target == "/long"
            return Response(
                status: .ok,
                headers: [.cacheControl: "max-age=60"],
                body: ResponseBody(byteBuffer: isLong ? body : ByteBuffer(string: seen.target))
            )
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: site\r\n\r\n" }
                for path in ["/long", "/a"] { _ = try await Wire(port).ask(get(path)) }
                let wire = try await Wire(port, reads: false)
                await wire.send(get("/a") + get("/long") + get("/a") + get("/b") + get("/long") + get("/a"))
                try await wire.beginReading()

                for path in ["/a", "/long", "/a", "/b", "/long", "/a"] {
                    let answer = try await wire.answer()
                    #expect(path == "/long" ? answer.body.utf8.count == Self.length : answer.body == path)
                }
            }
        }
    }
}

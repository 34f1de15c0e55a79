import EdgeEmulator
import ServiceLifecycle
import Hummingbird
import Logging
import NIOCore
import Testing

/// The shutdown of a server.
@Suite struct ShutdownTests {
    private static let get = "GET /slow HTTP/1.1\r\nHost: site\r\n\r\n"

    @Test func `open requests are answered in full, and new connections are refused`() async throws {
        let (arrived, goOn) = (Gate(), Gate())
        try await ScriptedOrigin.run { _ in
            arrived.open()
            await goOn.wait()
            return .text("whole", [.cacheControl: "no-store"])
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, group in
                let wire = try await Wire(port)
                let silent = try await Wire(port)
                await wire.send(Self.get)
                await arrived.wait()

                await group.triggerGracefulShutdown()
                // Its end shows that the shutdown has begun.
                #expect(try await silent.rest() == "")
                await #expect(throws: (any Error).self) { _ = try await Wire(port) }
                goOn.open()

                #expect(try await wire.answer().body == "whole")
                #expect(try await wire.rest() == "")
            }
        }
    }

    @Test func `a body that is being sent is completed`() async throws {
        let goOn = Gate()
        try await ScriptedOrigin.run { _ in
            Response(
                status: .ok,
                headers: [.cacheControl: "no-store"],
                body: ResponseBody(contentLength: 8) { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    await goOn.wait()
                    try await writer.write(ByteBuffer(string: "half"))
                    try await writer.finish(nil)
                }
            )
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, group in
                let (wire, silent) = (try await Wire(port), try await Wire(port))
                await wire.send(Self.get)
                let begin = try await wire.text(12)
                await group.triggerGracefulShutdown()
                _ = try await silent.rest()
                goOn.open()

                #expect(begin == "HTTP/1.1 200")
                #expect(try await wire.rest().hasSuffix("halfhalf"))
            }
        }
    }

    @Test func `a used port is an error`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("")
        } _: { (origin: ScriptedOrigin) async throws in
            var configuration = EdgeServer.Configuration()
            configuration.port = origin.port
            let server = EdgeServer(
                Edge(origin).emulator,
                configuration,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            await #expect(throws: (any Error).self) { try await server.run() }
        }
    }
}

import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

/// Bodies for several viewers, and bodies that break off.
@Suite struct DownloadTests {
    private struct BrokenOff: Error {}

    private static func get(_ path: String = "/a") -> String { "GET \(path) HTTP/1.1\r\nHost: site\r\n\r\n" }

    /// Returns a response of two halves; the second one waits for a gate.
    private static func halves(_ cacheControl: String, length: Int?, _ half: String, _ goOn: Gate) -> Response
    {
        Response(
            status: .ok,
            headers: [.cacheControl: cacheControl],
            body: ResponseBody(contentLength: length) { writer in
                try await writer.write(ByteBuffer(string: half))
                await goOn.wait()
                try await writer.write(ByteBuffer(string: half))
                try await writer.finish(nil)
            }
        )
    }

    /// Returns a response that breaks off when a gate opens.
    private static func broken(_ cacheControl: String, length: Int?, _ goOn: Gate) -> Response {
        Response(
            status: .ok,
            headers: [.cacheControl: cacheControl],
            body: ResponseBody(contentLength: length) { writer in
                try await writer.write(ByteBuffer(string: "half"))
                await goOn.wait()
                throw BrokenOff()
            }
        )
    }

    @Test(arguments: ["max-age=60", "no-store"], [8, nil])
    func `an origin that breaks off closes the viewer's connection, and nothing is cached`(
        cacheControl: String,
        length: Int?
    ) async throws {
        let gates = ["/a?0": Gate(), "/a?1": Gate()]
        try await ScriptedOrigin.run { seen in
            guard let gate = gates[seen.target] else { return .text("other") }
            return Self.broken(cacheControl, length: length, gate)
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                for target in ["/a?0", "/a?1"] {
                    let wire = try await Wire(port)
                    await wire.send(Self.get(target) + Self.get("/after"))
                    let begin = try await wire.line(endingIn: "half")
                    gates[target]?.open()

                    let rest = try await wire.rest()
                    #expect(begin.hasPrefix("HTTP/1.1 200 OK\r\n"))
                    #expect(rest == "" || rest == "\r\n", "what ends a chunk, at most: \(rest)")
                }
                #expect(origin.targets == ["/a?0", "/a?1"])
                #expect(try await Wire(port).ask(Self.get("/b")).body == "other")
            }
        }
    }

    @Test func `all viewers of an object that breaks off notice it`() async throws {
        let (arrived, goOn) = (Gate(), Gate())
        try await ScriptedOrigin.run { _ in
            arrived.open()
            return Self.broken("max-age=60", length: 8, goOn)
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let wires = [try await Wire(port), try await Wire(port), try await Wire(port)]
                for wire in wires { await wire.send(Self.get()) }
                await arrived.wait()
                goOn.open()

                for wire in wires {
                    // A viewer that arrives afterwards may get a whole error.
                    do {
                        let answer = try await wire.answer()
                        #expect(answer.status == 502, "\(answer)")
                    } catch is Wire.Ended {
                        continue
                    }
                }
            }
        }
    }

    @Test(arguments: [8, nil])
    func `simultaneous viewers of an object share one request`(length: Int?) async throws {
        let (arrived, goOn) = (Gate(), Gate())
        try await ScriptedOrigin.run { _ in
            arrived.open()
            return Self.halves("max-age=60", length: length, "half", goOn)
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                var wires: [Wire] = []
                for _ in 0..<16 { wires.append(try await Wire(port)) }
                for wire in wires { await wire.send(Self.get()) }
                await arrived.wait()
                goOn.open()

                for wire in wires { #expect(try await wire.answer().body == "halfhalf") }
                #expect(origin.requests.count == 1)
            }
        }
    }

    @Test func `a viewer that goes away leaves others the whole object`() async throws {
        let (arrived, goOn) = (Gate(), Gate())
        let half = String(repeating: "x", count: 3 << 20)
        try await ScriptedOrigin.run { seen in
            guard seen.target == "/a" else { return .text("other", [.cacheControl: "no-store"]) }
            arrived.open()
            return Self.halves("max-age=60", length: 6 << 20, half, goOn)
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let leaver = try await Wire(port)
                await leaver.send(Self.get())
                _ = try await leaver.text(1000)
                await leaver.close()
                goOn.open()

                let answer = try await Wire(port).ask(Self.get())

                #expect(answer.status == 200 && answer.body.utf8.count == 6 << 20)
                #expect(origin.targets == ["/a"])
            }
        }
    }

    @Test func `a viewer that goes away before the response leaves others the object`() async throws {
        let (arrived, goOn) = (Gate(), Gate())
        try await ScriptedOrigin.run { seen in
            arrived.open()
            await goOn.wait()
            return .text("whole", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let leaver = try await Wire(port)
                await leaver.send(Self.get())
                await arrived.wait()
                let follower = try await Wire(port)
                await follower.send(Self.get())
                await leaver.close()
                goOn.open()

                #expect(try await follower.answer().body == "whole")
            }
        }
    }

    @Test func `a range of an object that is still arriving is that range`() async throws {
        let goOn = Gate()
        try await ScriptedOrigin.run { _ in
            Self.halves("max-age=60", length: 8, "abcd", goOn)
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.edge(Edge(origin)) { port, _ in
                let wire = try await Wire(port)

                await wire.send("GET /a HTTP/1.1\r\nHost: site\r\nRange: bytes=2-5\r\n\r\n")
                goOn.open()
                let part = try await wire.answer()

                #expect(part.status == 206 && part.body == "cdab")
                #expect(try await wire.ask(Self.get()).body == "abcdabcd")
                #expect(origin.requests.count == 1)
            }
        }
    }
}

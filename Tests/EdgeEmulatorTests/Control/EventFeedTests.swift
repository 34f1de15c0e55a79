import EdgeEmulator
import ServiceLifecycle
import Testing

/// The live events of the page.
@Suite struct EventFeedTests {
    @Test func `a reader gets the status, then requests, then changes of the status`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let board = SiteStatusBoard(SiteStatus(manifest: "one.yml"))
            try await Served.control(edge, board) { port, _ in
                let wire = try await Wire(port)
                await wire.send("GET /_brink/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")

                let head = try await wire.line(endingIn: "\r\n\r\n")
                #expect(head.lowercased().contains("content-type: text/event-stream"))
                #expect(try await wire.line(endingIn: "\n\n").contains("\"manifest\":\"one.yml\""))

                _ = try await edge.get("/a?b=c\nd")
                let request = try await wire.line(endingIn: "\n\n")
                #expect(request.contains("event: request\ndata: {"))
                #expect(request.contains("\"url\":\"/a?b=c\\nd\""))

                board.update { $0.manifest = "two.yml" }
                let status = try await wire.line(endingIn: "\n\n")
                #expect(status.contains("event: status\ndata: {") && status.contains("two.yml"))
            }
        }
    }

    @Test func `several readers get the events, even when one of them leaves`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            try await Served.control(edge) { port, _ in
                let (one, two) = (try await Wire(port), try await Wire(port))
                for wire in [one, two] {
                    await wire.send("GET /_brink/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    _ = try await wire.line(endingIn: "\n\n")
                }
                await one.close()

                for number in 1...3 {
                    _ = try await edge.get("/\(number)")
                    #expect(try await two.line(endingIn: "\n\n").contains("\"id\":\(number),"))
                }
            }
        }
    }

    @Test func `a reader does not hold up the shutdown`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            try await Served.control(Edge(origin)) { port, group in
                let wire = try await Wire(port)
                await wire.send("GET /_brink/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                _ = try await wire.line(endingIn: "\n\n")

                await group.triggerGracefulShutdown()

                _ = try await wire.rest()
            }
        }
    }
}

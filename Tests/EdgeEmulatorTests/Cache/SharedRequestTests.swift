import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

/// Simultaneous requests for one object, and invalidations meanwhile.
@Suite struct SharedRequestTests {
    /// A gate at the origin, which lets one request through per opening.
    private struct Gate: Sendable {
        let arrivals: AsyncStream<Void>
        private let arrive: AsyncStream<Void>.Continuation
        private let openings: AsyncStream<Void>
        private let opening: AsyncStream<Void>.Continuation

        init() {
            (arrivals, arrive) = AsyncStream.makeStream(of: Void.self)
            (openings, opening) = AsyncStream.makeStream(of: Void.self)
        }

        func pass() async {
            arrive.yield()
            for await _ in openings { break }
        }

        func awaitArrival() async { for await _ in arrivals { break } }
        func open() { opening.yield() }
        /// Lets all requests through from now on.
        func leaveOpen() { opening.finish() }
    }

    /// Waits until a number of requests have asked the cache.
    private func viewers(_ count: Int, _ edge: Edge, _ target: String = "/a") -> [Task<
        Edge.Answer, any Error
    >] {
        (0..<count).map { _ in Task { try await edge.get(target) } }
    }

    @Test func `fifty simultaneous misses are one request to the origin`() async throws {
        let gate = Gate()
        try await ScriptedOrigin.run { _ in
            await gate.pass()
            return .text("x", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let all = viewers(50, edge)
            await gate.awaitArrival()
            gate.leaveOpen()

            var results: [String: Int] = [:]
            for viewer in all {
                let answer = try await viewer.value
                #expect(answer.status == 200 && answer.body == "x")
                results[answer["X-Cache"] ?? "", default: 0] += 1
            }
            #expect(results == ["Miss from cloudfront": 1, "Hit from cloudfront": 49])
            #expect(origin.requests.count == 1)
        }
    }

    @Test func `an uncacheable response goes to one viewer, and the others ask the origin themselves`()
        async throws
    {
        let gate = Gate()
        let turns = Turns()
        try await ScriptedOrigin.run { _ in
            let turn = turns.next()
            await gate.pass()
            return .text("\(turn)", [.cacheControl: "private"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let all = viewers(20, edge)
            await gate.awaitArrival()
            gate.leaveOpen()

            var bodies: Set<String> = []
            for viewer in all { bodies.insert(try await viewer.value.body) }
            #expect(bodies.count == 20 && origin.requests.count == 20)
        }
    }

    @Test func `an origin that breaks off fails all waiting viewers`() async throws {
        let edge = Edge(
            at: OriginSettings(
                .custom(.init(domainName: "origin.example.com")),
                target: .unmapped("Nothing answers for it.")
            )
        )
        let all = viewers(20, edge)
        for viewer in all { #expect(try await viewer.value.status >= 500) }
        // No request waits for a response that never arrives.
        #expect(try await edge.get("/a").status >= 500)
    }

    @Test func `if a viewer goes away while the origin is asked, another asks`() async throws {
        let gate = Gate()
        try await ScriptedOrigin.run { _ in
            await gate.pass()
            return .text("x", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let leader = Task { try await edge.get("/a") }
            await gate.awaitArrival()
            let followers = viewers(10, edge)
            leader.cancel()
            _ = try? await leader.value
            gate.leaveOpen()

            for follower in followers { #expect(try await follower.value.body == "x") }
            #expect(try await edge.get("/a")["X-Cache"] == "Hit from cloudfront")
            #expect(origin.requests.count <= 2)
        }
    }

    @Test func `waiting viewers that go away do not affect the others`() async throws {
        let gate = Gate()
        try await ScriptedOrigin.run { _ in
            await gate.pass()
            return .text("x", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let leader = Task { try await edge.get("/a") }
            await gate.awaitArrival()
            let followers = viewers(10, edge)
            for follower in followers.prefix(5) { follower.cancel() }
            for follower in followers.prefix(5) { _ = try? await follower.value }
            gate.leaveOpen()

            #expect(try await leader.value.body == "x")
            for follower in followers.dropFirst(5) { #expect(try await follower.value.body == "x") }
            #expect(origin.requests.count == 1)
        }
    }

    @Test func `different objects do not wait for each other`() async throws {
        let gate = Gate()
        try await ScriptedOrigin.run { seen in
            if seen.target == "/slow" { await gate.pass() }
            return .text("x", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let slow = Task { try await edge.get("/slow") }
            await gate.awaitArrival()
            #expect(try await edge.get("/quick").body == "x")
            gate.leaveOpen()
            _ = try await slow.value
        }
    }

    // MARK: Invalidating

    @Test func `an object that is invalidated on its way is not cached`() async throws {
        let gate = Gate()
        let turns = Turns()
        try await ScriptedOrigin.run { _ in
            let turn = turns.next()
            await gate.pass()
            return .text("\(turn)", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let viewer = Task { try await edge.get("/a") }
            await gate.awaitArrival()
            #expect(try edge.emulator.invalidate("/*") == 0)
            gate.leaveOpen()

            #expect(try await viewer.value.body == "0")
            #expect(try await edge.get("/a").body == "1")
            #expect(try await edge.get("/a").body == "1")
        }
    }

    @Test func `a request after an invalidation does not wait for an earlier one`() async throws {
        let gate = Gate()
        let turns = Turns()
        try await ScriptedOrigin.run { _ in
            let turn = turns.next()
            if turn == 0 { await gate.pass() }
            return .text("\(turn)", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            let before = Task { try await edge.get("/a") }
            await gate.awaitArrival()
            try edge.emulator.invalidate("/a")

            #expect(try await edge.get("/a").body == "1")
            gate.leaveOpen()
            #expect(try await before.value.body == "0")
            #expect(try await edge.get("/a").body == "1" && origin.requests.count == 2)
        }
    }

    @Test func `an object that is invalidated during its revalidation is not cached`()
        async throws
    {
        let gate = Gate()
        let turns = Turns()
        try await ScriptedOrigin.run { _ in
            switch turns.next() {
            case 0: return .text("old", [.cacheControl: "max-age=60", .age: "60", .eTag: "\"old\""])
            case 1:
                await gate.pass()
                return Response(status: .notModified, headers: [.cacheControl: "max-age=60", .age: "0"])
            default: return .text("new", [.cacheControl: "max-age=60"])
            }
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            _ = try await edge.get("/a")
            let before = Task { try await edge.get("/a") }
            await gate.awaitArrival()
            #expect(try edge.emulator.invalidate("/a") == 1)
            gate.leaveOpen()

            #expect(try await before.value.body == "old")
            #expect(try await edge.get("/a").body == "new")
        }
    }

    private func withObjects(_ body: (Edge) async throws -> Void) async throws {
        let edges = Mutex<Edge?>(nil)
        try await ScriptedOrigin.run { _ in
            .text("x", [.cacheControl: "max-age=600"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) { $0.defaultBehavior.cachePolicy.queryStrings = .all }
            for target in ["/a.js", "/a.css", "/x/b.js", "/x/b.js?v=1", "/x/b.js?v=2", "/", "/ä%20b"] {
                _ = try await edge.get(target)
            }
            edges.withLock { $0 = edge }
        }
        if let edge = edges.withLock({ $0 }) { try await body(edge) }
    }

    @Test(arguments: [
        ("/*", 7), ("*", 7), ("/a.js", 1), ("a.js", 1), ("/a.*", 2), ("*.js", 4), ("/x/*", 3), ("x/*", 3),
        ("/x/b.js?v=1", 1), ("/x/b.js?v=*", 2), ("/x/b.js*", 3), ("/", 1), ("/A.JS", 0), ("/x", 0),
        ("/x/", 0),
        ("/a.js/", 0), ("/*?v=2", 1), ("/a.j", 0), ("/nothing*", 0),
    ])
    func `a pattern invalidates the objects that it matches`(pattern: String, count: Int) async throws {
        try await withObjects { (edge: Edge) async throws in
            #expect(try edge.emulator.invalidate(pattern) == count)
            #expect(try edge.emulator.invalidate(pattern) == 0)
            #expect(try edge.emulator.invalidate("*") == 7 - count)
        }
    }

    @Test(arguments: ["", " ", "/a b", "/ä", "/a\n", "/a#b", String(repeating: "x", count: 256)])
    func `a malformed pattern invalidates nothing`(pattern: String) async throws {
        try await withObjects { (edge: Edge) async throws in
            #expect(throws: PathPattern.Malformed.self) { try edge.emulator.invalidate(pattern) }
            #expect(try edge.emulator.invalidate("*") == 7)
        }
    }
}

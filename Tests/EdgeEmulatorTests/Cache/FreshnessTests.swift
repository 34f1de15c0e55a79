import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Hummingbird
import Invocations
import NIOCore
import Synchronization
import Testing

/// Objects that are no longer fresh.
///
/// The origins send an Age that makes their responses stale at once, so that no test has to wait.
@Suite struct FreshnessTests {
    private static let staleAtOnce: HTTPFields = [.cacheControl: "max-age=60", .age: "60", .eTag: "\"one\""]

    /// Requests `/a` twice from an origin that responds in turn, and returns the second response.
    private func second(
        _ first: HTTPFields,
        _ answer: @escaping @Sendable (ScriptedOrigin.Seen) throws -> Response,
        method: String = "GET",
        _ check: (Edge, ScriptedOrigin) async throws -> Void = { _, _ in }
    ) async throws -> Edge.Answer {
        let turns = Turns()
        return try await ScriptedOrigin.run { seen in
            turns.next() == 0 ? .text("one", first) : try answer(seen)
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            _ = try await edge.get("/a")
            let result = try await edge.get("/a", method: method)
            try await check(edge, origin)
            return Answered(answer: result)
        }.answer
    }

    private struct Answered: Sendable { let answer: Edge.Answer }

    @Test func `a fresh object is served with its age`() async throws {
        let answer = try await second([.cacheControl: "max-age=60", .age: "10"]) { _ in
            .text("two")
        }
        #expect(answer.body == "one" && answer["X-Cache"] == "Hit from cloudfront")
        #expect(answer["Age"].flatMap(Int.init).map { $0 >= 10 && $0 < 60 } == true)
    }

    @Test func `a stale object is revalidated by its tag and its date`() async throws {
        var first = Self.staleAtOnce
        first[.lastModified] = "Sun, 06 Nov 1994 08:49:37 GMT"
        _ = try await second(first) { _ in
            .text("two")
        } _: { (_: Edge, origin: ScriptedOrigin) async throws in
            #expect(origin.requests[0].fields[.ifNoneMatch] == nil)
            #expect(origin.requests[1].fields[.ifNoneMatch] == "\"one\"")
            #expect(origin.requests[1].fields[.ifModifiedSince] == "Sun, 06 Nov 1994 08:49:37 GMT")
        }
    }

    @Test func `a new response replaces it`() async throws {
        let answer = try await second(Self.staleAtOnce) { _ in
            .text("two", [.cacheControl: "max-age=60"])
        } _: { (edge: Edge, origin: ScriptedOrigin) async throws in
            #expect(try await edge.get("/a").body == "two" && origin.requests.count == 2)
        }
        #expect(answer.body == "two" && answer["X-Cache"] == "Miss from cloudfront" && answer["Age"] == nil)
    }

    @Test func `304 makes it fresh, with new fields except those of the body`() async throws {
        let name = try #require(HTTPField.Name("X-Version"))
        var first = Self.staleAtOnce
        first[.contentType] = "text/one"
        first[name] = "1"
        let answer = try await second(first) { _ in
            Response(
                status: .notModified,
                headers: [
                    .cacheControl: "max-age=60", .age: "0", name: "2", .contentType: "text/two",
                    .eTag: "\"one\"",
                ]
            )
        } _: { (edge: Edge, origin: ScriptedOrigin) async throws in
            let third = try await edge.get("/a")
            #expect(third.body == "one" && third["X-Version"] == "2" && origin.requests.count == 2)
            #expect(third["X-Cache"] == "Hit from cloudfront")
        }
        #expect(answer.status == 200 && answer.body == "one" && answer["X-Version"] == "2")
        #expect(answer["Content-Type"] == "text/one" && answer["Content-Length"] == "3")
        #expect(answer["X-Cache"] == "RefreshHit from cloudfront")
    }

    @Test func `HEAD makes it fresh too`() async throws {
        let answer = try await second(
            Self.staleAtOnce,
            { _ in Response(status: .notModified, headers: [.cacheControl: "max-age=60", .age: "0"]) },
            method: "HEAD"
        ) { (edge: Edge, origin: ScriptedOrigin) async throws in
            #expect(try await edge.get("/a").body == "one" && origin.requests.count == 2)
        }
        #expect(answer.status == 200)
    }

    @Test(arguments: ["max-age=60", "max-age=60, stale-if-error=600", "s-maxage=60"])
    func `an expired object is served if the origin fails`(control: String) async throws {
        var first = Self.staleAtOnce
        first[.cacheControl] = control
        for status in [500, 502, 503, 504, 599] {
            let answer = try await second(first) { _ in
                .text("broken", status: .init(code: status))
            } _: { (edge: Edge, origin: ScriptedOrigin) async throws in
                // While the error would be cached, the origin is not asked.
                #expect(try await edge.get("/a").body == "one" && origin.requests.count == 2)
            }
            #expect(
                answer.status == 200 && answer.body == "one" && answer["X-Cache"] == "Hit from cloudfront"
            )
            #expect(answer["Age"].flatMap(Int.init).map { $0 >= 60 } == true)
        }
        let missing = try await second(first) { _ in
            .text("gone", status: .notFound)
        }
        #expect(missing.status == 404)
    }

    @Test func `an origin that failed is asked again after the time for errors`() async throws {
        let turns = Turns()
        try await ScriptedOrigin.run { _ in
            switch turns.next() {
            case 0: .text("one", Self.staleAtOnce)
            case 1: .text("broken", status: .badGateway)
            default: .text("two")
            }
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) {
                $0.customErrorResponses = [CustomErrorResponse(errorCode: 502, pagePath: nil, minimumTTL: 0)]
            }
            var bodies: [String] = []
            for _ in 1...3 { bodies.append(try await edge.get("/a").body) }
            #expect(bodies == ["one", "one", "two"])
        }
    }

    @Test(arguments: [
        "max-age=60, stale-if-error=0", "max-age=60, must-revalidate", "max-age=60, proxy-revalidate",
    ])
    func `an origin's error reaches the viewer where its response forbids stale objects`(control: String)
        async throws
    {
        var first = Self.staleAtOnce
        first[.cacheControl] = control
        let answer = try await second(first) { _ in
            .text("broken", status: .internalServerError)
        }
        #expect(answer.status == 500 && answer["X-Cache"] == "Error from cloudfront")
    }

    @Test func `no stale object is served for a function that fails or generates an error`() async throws {
        let acts: [@Sendable (CloudFrontEvent) -> ScriptedBackend.Act] = [
            { _ in .fail(.failed) }, { _ in .hostError }, { _ in .answer(#"{"status":"500"}"#) },
        ]
        for (act, status) in zip(acts, [503, 503, 500]) {
            let turns = Turns()
            try await ScriptedOrigin.run { _ in
                .text("one", Self.staleAtOnce)
            } _: {
                (origin: ScriptedOrigin) async throws in
                let edge = Edge(
                    origin,
                    ["f": { turns.next() == 0 ? .request { _ in } : act($0) }],
                    functions: [.originRequest: "f"]
                )
                #expect(try await edge.get("/a").body == "one")
                #expect(try await edge.get("/a").status == status)
            }
        }
    }

    @Test func `must-revalidate wins over stale-if-error`() async throws {
        var first = Self.staleAtOnce
        first[.cacheControl] = "max-age=60, stale-if-error=600, must-revalidate"
        let answer = try await second(first) { _ in
            .text("broken", status: .internalServerError)
        }
        #expect(answer.status == 500)
    }

    @Test func `stale-if-error applies if the origin breaks off`() async throws {
        var first = Self.staleAtOnce
        first[.cacheControl] = "max-age=60, stale-if-error=600"
        let answer = try await second(first) { _ in throw CancellationError() }
        #expect(answer.body == "one")
    }

    @Test func `stale-while-revalidate serves the old object to all during the revalidation`() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let turns = Turns()
        try await ScriptedOrigin.run { _ in
            if turns.next() == 0 {
                return .text(
                    "one",
                    [.cacheControl: "max-age=60, stale-while-revalidate=600", .age: "60", .eTag: "\"one\""]
                )
            }
            ask.yield()
            for await _ in gate { break }
            return .text("two", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            for method in ["GET", "HEAD", "GET"] {
                let answer = try await edge.get("/a", method: method)
                #expect(answer.status == 200 && answer.body == "one")
            }
            for await _ in asked { break }
            #expect(try await edge.get("/a").body == "one")
            open.yield()
            while try await edge.get("/a").body == "one" {}

            #expect(try await edge.get("/a").body == "two")
            #expect(origin.requests.count == 2 && origin.requests[1].fields[.ifNoneMatch] == "\"one\"")
        }
    }

    @Test func `a failed background revalidation keeps the old object`() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let turns = Turns()
        try await ScriptedOrigin.run { _ in
            if turns.next() == 0 {
                return .text("one", [.cacheControl: "max-age=60, stale-while-revalidate=600", .age: "60"])
            }
            ask.yield()
            return .text("broken", status: .serviceUnavailable)
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            for _ in 1...2 { #expect(try await edge.get("/a").body == "one") }
            for await _ in asked { break }
            for _ in 1...10 { #expect(try await edge.get("/a").body == "one") }
        }
    }

    @Test func `errors are cached for ten seconds, or as a custom error response says`() async throws {
        for (error, count) in [(nil, 1), (0, 2), (60, 1)] as [(Int?, Int)] {
            try await ScriptedOrigin.run { _ in
                .text("broken", status: .serviceUnavailable, [.cacheControl: "no-store"])
            } _: { (origin: ScriptedOrigin) async throws in
                let edge = Edge(origin) {
                    guard let error else { return }
                    $0.customErrorResponses = [
                        CustomErrorResponse(errorCode: 503, pagePath: nil, minimumTTL: error)
                    ]
                }
                #expect(try await edge.get("/a").status == 503)
                #expect(try await edge.get("/a").status == 503)
                #expect(origin.requests.count == count)
            }
        }
    }

    // MARK: Custom error pages

    private func withErrorPages(_ body: @escaping (Edge, ScriptedOrigin) async throws -> Void) async throws {
        try await ScriptedOrigin.run { seen in
            switch seen.target {
            case "/404.html": .text("nothing here", [.cacheControl: "max-age=60", .contentType: "text/html"])
            case "/broken": .text("broken", status: .serviceUnavailable)
            default: .text("origin's own words", status: .notFound)
            }
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin) {
                $0.customErrorResponses = [
                    CustomErrorResponse(errorCode: 404, pagePath: "/404.html", responseCode: 200),
                    CustomErrorResponse(errorCode: 503, pagePath: "/missing.html", responseCode: 200),
                ]
            }
            try await body(edge, origin)
        }
    }

    @Test func `a custom error page replaces the error, with its own status`() async throws {
        try await withErrorPages { (edge: Edge, origin: ScriptedOrigin) async throws in
            let answer = try await edge.get("/a?x=1", [.range: "bytes=0-1", .ifNoneMatch: "*"])

            #expect(answer.status == 200 && answer.body == "nothing here")
            #expect(answer["X-Cache"] == "Error from cloudfront" && answer["Content-Type"] == "text/html")
            #expect(origin.targets == ["/a?x=1", "/404.html"])
        }
    }

    @Test func `both the error and its page are cached`() async throws {
        try await withErrorPages { (edge: Edge, origin: ScriptedOrigin) async throws in
            _ = try await edge.get("/a")
            #expect(try await edge.get("/a").body == "nothing here")
            #expect(try await edge.get("/b").body == "nothing here")
            #expect(origin.targets == ["/a", "/404.html", "/b"])
        }
    }

    @Test func `a page that cannot be fetched leaves the origin's error`() async throws {
        try await withErrorPages { (edge: Edge, _: ScriptedOrigin) async throws in
            let answer = try await edge.get("/broken")

            #expect(answer.status == 503 && answer.body == "broken")
        }
    }
}

/// Counts from 0.
final class Turns: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}

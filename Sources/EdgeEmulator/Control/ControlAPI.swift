import AsyncAlgorithms
import CloudFrontEvents
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Invocations
import NIOCore
import ServiceLifecycle

/// Answers the page's queries and carries out its orders, as JSON over HTTP.
struct ControlAPI: Sendable {
    let emulator: EmulatedEdge
    let board: SiteStatusBoard
    let cases: TestCaseFolder
    let addMetrics: @Sendable (inout PrometheusText) -> Void

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/") { _, _ in Response.redirect(to: "/_brink/", type: .found) }
        router.get("/_brink/") { _, _ in Self.file("index.html") }
        router.get("/_brink/:file") { _, context in Self.file(context.parameters.get("file") ?? "") }
        router.get("/_brink/:folder/:file") { _, context in
            let folder = context.parameters.get("folder") ?? ""
            // A page from another build of the program may still request its own files.
            guard folder.hasPrefix("files") else {
                return Self.refusal(.notFound, "not found: \(folder)")
            }
            return Self.file(context.parameters.get("file") ?? "", isKept: folder == PageFile.folder)
        }
        router.get("/_brink/metrics") { _, _ in metrics() }
        router.get("/_brink/api/status") { _, _ in Self.json(try status(board.status)) }
        router.get("/_brink/api/requests") { request, _ in requests(request) }
        router.get("/_brink/api/requests/:id") { _, context in try detail(context) }
        router.get("/_brink/api/events") { _, _ in events() }
        router.post("/_brink/api/invalidations") { request, _ in try await invalidate(request) }
        router.post("/_brink/api/requests/:id/again") { _, context in try await again(context) }
        router.post("/_brink/api/requests/:id/stages/:type/case") { request, context in
            try await save(request, context)
        }
    }

    // MARK: Queries

    private static func file(_ name: String, isKept: Bool = false) -> Response {
        guard let file = PageFile(named: name) else { return refusal(.notFound, "not found: \(name)") }
        return Response(
            status: .ok,
            headers: [
                .contentType: file.contentType,
                .cacheControl: isKept ? "max-age=31536000, immutable" : "no-cache",
            ],
            body: ResponseBody(byteBuffer: file.contents)
        )
    }

    private func metrics() -> Response {
        var text = PrometheusText()
        text.add(emulator)
        addMetrics(&text)
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text.text))
        )
    }

    private func status(_ status: SiteStatus) throws -> [UInt8] {
        let cache = emulator.cache.statistics
        let numbers = [
            "entries": cache.entries, "bytes": cache.bytes, "maximumBytes": emulator.settings.cacheBytes,
            "hits": cache.hits, "misses": cache.misses,
        ]
        let distributions = emulator.site.distributions.map {
            ["name": $0.name, "id": $0.id, "domainName": $0.domainName]
        }
        let members: [JSONMembers.Member] = [
            ("region", try JSONMembers.json(emulator.settings.region.name)),
            ("regions", try JSONMembers.json(EdgeRegion.all.map(\.name))),
            ("cache", try JSONMembers.json(numbers)),
            ("distributions", try JSONMembers.json(distributions)),
        ]
        return JSONMembers.joined(try JSONMembers.json(status), JSONMembers.object(members))
    }

    private func requests(_ request: Request) -> Response {
        let after = request.uri.queryParameters.get("after", as: Int.self) ?? 0
        let limit = request.uri.queryParameters.get("limit", as: Int.self) ?? 1000
        let exchanges = emulator.exchanges.exchanges(after: after, limit: limit)
        return Self.json(ExchangeView.summaries(of: exchanges))
    }

    private func detail(_ context: BasicRequestContext) throws -> Response {
        guard let exchange = exchange(context) else { return Self.gone }
        return Self.json(try ExchangeView(exchange: exchange).detail())
    }

    private func exchange(_ context: BasicRequestContext) -> Exchange? {
        context.parameters.get("id", as: Int.self).flatMap { emulator.exchanges.exchange($0) }
    }

    /// Streams server-sent events: requests as they end, and the status as it changes.
    private func events() -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                // Milliseconds until a browser reconnects.
                try await writer.write(ByteBuffer(string: "retry: 500\n"))
                let messages = merge(
                    emulator.exchanges.updates().map {
                        Self.message("request", ExchangeView(exchange: $0).summary())
                    },
                    board.updates().map { Self.message("status", try status($0)) },
                    // A sign of life, by which a reader that has gone away is noticed.
                    AsyncTimerSequence(interval: .seconds(15), clock: .continuous)
                        .map { _ in ByteBuffer(string: ":\n\n") }
                )
                // An open page must not hold up a shutdown.
                for try await message in messages.cancelOnGracefulShutdown() {
                    try await writer.write(message)
                }
                try await writer.finish(nil)
            }
        )
    }

    private static func message(_ event: String, _ json: [UInt8]) -> ByteBuffer {
        ByteBuffer(bytes: Array("event: \(event)\ndata: ".utf8) + json + "\n\n".utf8)
    }

    // MARK: Orders

    private struct Invalidation: Decodable {
        let paths: [String]
    }

    private func invalidate(_ request: Request) async throws -> Response {
        guard let order: Invalidation = await Self.body(of: request) else {
            return Self.refusal(.badRequest, "expected a body such as {\"paths\":[\"/*\"]}")
        }
        do {
            // Checked first: all of them are invalidated, or none.
            for path in order.paths { _ = try PathPattern(path) }
            let count = try order.paths.reduce(0) { try $0 + emulator.invalidate($1) }
            board.publish()
            return Self.json(try JSONMembers.json(["invalidated": count]))
        } catch {
            return Self.refusal(.badRequest, "\(error)")
        }
    }

    private func again(_ context: BasicRequestContext) async throws -> Response {
        guard let id = context.parameters.get("id", as: Int.self),
            let new = await emulator.repeatExchange(id)
        else { return Self.gone }
        return Self.json(try JSONMembers.json(["id": new]))
    }

    private struct CaseOrder: Decodable {
        let name: String
        let keepSecrets: Bool?
    }

    private func save(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard let exchange = exchange(context),
            let run = exchange.runs.first(where: { $0.type.rawValue == context.parameters.get("type") })
        else { return Self.gone }
        guard let order: CaseOrder = await Self.body(of: request) else {
            return Self.refusal(.badRequest, "expected a body such as {\"name\":\"…\",\"keepSecrets\":false}")
        }
        do {
            let folder = try cases.save(run, as: order.name, keepingSecrets: order.keepSecrets ?? false)
            return Self.json(try JSONMembers.json(["folder": folder]))
        } catch let error as TestCaseError {
            return Self.refusal(error.isConflict ? .conflict : .badRequest, error.description)
        }
    }

    // MARK: Responses

    static func refusal(_ status: HTTPResponse.Status, _ message: String) -> Response {
        json((try? JSONMembers.json(["error": message])) ?? [], status)
    }

    private static let gone = refusal(.notFound, "this request is no longer kept")

    private static func json(_ json: [UInt8], _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
        )
    }

    private static func body<Order: Decodable>(of request: Request) async -> Order? {
        guard let buffer = try? await request.body.collect(upTo: 64 * 1024) else { return nil }
        return try? JSONDecoder().decode(Order.self, from: Data(buffer.readableBytesView))
    }
}

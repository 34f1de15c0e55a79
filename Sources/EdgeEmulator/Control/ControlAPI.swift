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
        router.get("/_brink/api/status") { _, _ in try Self.json(status(board.status)) }
        router.get("/_brink/api/requests") { request, _ in try requests(request) }
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
        return JSONMembers.object([
            ("manifest", try JSONMembers.json(status.manifest)),
            ("addresses", try JSONMembers.json(status.addresses)),
            ("region", try JSONMembers.json(emulator.settings.region.name)),
            ("regions", try JSONMembers.json(EdgeRegion.all.map(\.name))),
            ("functions", try JSONMembers.json(status.functions)),
            ("problems", try JSONMembers.json(status.problems)),
            ("reloads", try JSONMembers.json(status.reloads)),
            ("cache", try JSONMembers.json(numbers)),
            ("distributions", try JSONMembers.json(distributions)),
        ])
    }

    private func requests(_ request: Request) throws -> Response {
        let after = request.uri.queryParameters.get("after", as: Int.self) ?? 0
        let limit = request.uri.queryParameters.get("limit", as: Int.self) ?? 1000
        return try Self.json(
            ExchangeView.summaries(of: emulator.exchanges.exchanges(after: after, limit: limit))
        )
    }

    private func detail(_ context: BasicRequestContext) throws -> Response {
        guard let exchange = exchange(context) else { return Self.gone }
        return try Self.json(ExchangeView(exchange: exchange).detail())
    }

    private func exchange(_ context: BasicRequestContext) -> Exchange? {
        context.parameters.get("id", as: Int.self).flatMap { emulator.exchanges.exchange($0) }
    }

    /// Streams server-sent events: requests as they end, and the status as it changes.
    private func events() -> Response {
        let feed = EventFeed(exchanges: emulator.exchanges, board: board)
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                // Milliseconds until a browser reconnects.
                try await writer.write(ByteBuffer(string: "retry: 500\n"))
                // An open page must not hold up a shutdown.
                for await item in feed.items().cancelOnGracefulShutdown() {
                    try await writer.write(message(item))
                }
                try await writer.finish(nil)
            }
        )
    }

    private func message(_ item: EventFeed.Item) throws -> ByteBuffer {
        let (event, json): (String, [UInt8])
        switch item {
        case .exchange(let exchange):
            (event, json) = ("request", ExchangeView(exchange: exchange).summary())
        case .status(let status): (event, json) = ("status", try self.status(status))
        case .tick: return ByteBuffer(string: ":\n\n")
        }
        var buffer = ByteBuffer(string: "event: \(event)\ndata: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
        return buffer
    }

    // MARK: Orders

    private struct Invalidation: Decodable {
        let paths: [String]
    }

    private func invalidate(_ request: Request) async throws -> Response {
        guard let order = try await Self.body(of: request, as: Invalidation.self) else {
            return Self.refusal(.badRequest, "expected a body such as {\"paths\":[\"/*\"]}")
        }
        do {
            // Checked first: all of them are invalidated, or none.
            for path in order.paths { _ = try PathPattern(path) }
            let count = try order.paths.reduce(0) { try $0 + emulator.invalidate($1) }
            board.publish()
            return try Self.json(JSONMembers.json(["invalidated": count]))
        } catch {
            return Self.refusal(.badRequest, "\(error)")
        }
    }

    private func again(_ context: BasicRequestContext) async throws -> Response {
        guard let id = context.parameters.get("id", as: Int.self),
            let new = await emulator.repeatExchange(id)
        else { return Self.gone }
        return try Self.json(JSONMembers.json(["id": new]))
    }

    private struct CaseOrder: Decodable {
        let name: String
        let keepSecrets: Bool?
    }

    private func save(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard let exchange = exchange(context),
            let run = exchange.runs.first(where: { $0.type.rawValue == context.parameters.get("type") })
        else { return Self.gone }
        guard let order = try await Self.body(of: request, as: CaseOrder.self) else {
            return Self.refusal(.badRequest, "expected a body such as {\"name\":\"…\",\"keepSecrets\":false}")
        }
        do {
            let folder = try cases.save(run, as: order.name, keepingSecrets: order.keepSecrets ?? false)
            return try Self.json(JSONMembers.json(["folder": folder]))
        } catch let error as TestCaseError {
            return Self.refusal(error.isConflict ? .conflict : .badRequest, error.description)
        }
    }

    // MARK: Responses

    static func refusal(_ status: HTTPResponse.Status, _ message: String) -> Response {
        let json = (try? JSONMembers.json(["error": message])) ?? []
        return Response(
            status: status,
            headers: jsonHeaders,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
        )
    }

    private static let gone = refusal(.notFound, "this request is no longer kept")
    private static let jsonHeaders: HTTPFields = [
        .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
    ]

    private static func json(_ json: [UInt8]) throws -> Response {
        Response(status: .ok, headers: jsonHeaders, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }

    private static func body<Order: Decodable>(of request: Request, as type: Order.Type) async throws
        -> Order?
    {
        guard let buffer = try? await request.body.collect(upTo: 64 * 1024) else { return nil }
        return try? JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
    }
}

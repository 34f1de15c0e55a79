import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A real HTTP server on a free port that answers as the test says, and remembers what it was asked.
final class ScriptedOrigin: Sendable {
    /// A request as it arrived.
    struct Seen: Sendable {
        let method: String
        let target: String
        let fields: HTTPFields
        let host: String
        let body: String
    }

    typealias Script = @Sendable (Seen) async throws -> Response

    let port: Int
    private let seen: Mutex<[Seen]>

    private init(port: Int, seen: consuming Mutex<[Seen]>) {
        self.port = port
        self.seen = seen
    }

    /// The requests that arrived, in order.
    var requests: [Seen] { seen.withLock { $0 } }

    /// The paths that were asked for, in order.
    var targets: [String] { requests.map(\.target) }

    /// Runs a server as long as `body` does.
    static func run<Result: Sendable>(
        _ script: @escaping Script,
        _ body: (ScriptedOrigin) async throws -> Result
    ) async throws -> Result {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let record = Record()
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                let bytes = try await request.body.collect(upTo: 64 << 20)
                let seen = Seen(
                    method: request.method.rawValue,
                    target: request.head.path ?? "",
                    fields: request.headers,
                    host: request.head.authority ?? "",
                    body: String(buffer: bytes)
                )
                record.origin.withLock { $0 }?.seen.withLock { $0.append(seen) }
                return try await script(seen)
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { announce.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "origin") { _ in SwiftLogNoOpLogHandler() }
        )
        let group = ServiceGroup(
            services: [application],
            gracefulShutdownSignals: [],
            logger: Logger(label: "origin") { _ in SwiftLogNoOpLogHandler() }
        )
        let server = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        let origin = ScriptedOrigin(port: port, seen: Mutex([]))
        record.origin.withLock { $0 = origin }
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(origin)) } catch { result = .failure(error) }
        // Not cancelled: a connection that is just coming would find nobody and end the process.
        await group.triggerGracefulShutdown()
        _ = await server.result
        return try result.get()
    }

    private final class Record: Sendable {
        let origin = Mutex<ScriptedOrigin?>(nil)
    }
}

extension Response {
    /// An answer with text.
    static func text(
        _ text: String,
        status: HTTPResponse.Status = .ok,
        _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "text/plain" }
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

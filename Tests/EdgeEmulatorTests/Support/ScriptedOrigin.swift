import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// An HTTP server on a free port that responds as the test says, and records its requests.
final class ScriptedOrigin: Sendable {
    /// A request.
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

    /// The targets of the requests, in order.
    var targets: [String] { requests.map(\.target) }

    /// Runs a server during `body`.
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
        // Not shut down: a shutdown during an incoming connection ends the process
        // (https://github.com/apple/swift-nio/issues/2813).
        Task { try await application.run() }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        let origin = ScriptedOrigin(port: port, seen: Mutex([]))
        record.origin.withLock { $0 = origin }
        return try await body(origin)
    }

    private final class Record: Sendable {
        let origin = Mutex<ScriptedOrigin?>(nil)
    }
}

extension Response {
    /// Creates a response with text.
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

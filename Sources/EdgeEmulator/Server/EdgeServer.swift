public import Logging
public import NIOSSL
public import ServiceLifecycle
import HTTPTypes
import HummingbirdCore
import HummingbirdHTTP2
import NIOCore
import NIOPosix

/// Serves an emulator on a port: over HTTP/1.1, and with TLS over HTTP/2 too.
///
/// A graceful shutdown accepts no new connections, and waits for open requests.
///
/// ## Usage
/// ```swift
/// import Brink
/// import EdgeEmulator
///
/// let edge = EmulatedEdge(backend: HandlerHost(), site: Site(distributions: []))
/// var configuration = EdgeServer.Configuration()
/// configuration.port = 0
/// let server = EdgeServer(edge, configuration) { port in print("http://localhost:\(port)/") }
/// try await server.run()
/// ```
public struct EdgeServer: Service {
    /// The address, the certificate and the limits of a server.
    public struct Configuration: Sendable {
        /// The address to listen on; by default only this machine can connect.
        public var address = "127.0.0.1"
        /// The port; 0 chooses a free one.
        public var port = 8080
        /// The certificate and its settings, for example ``LocalCertificate/serverConfiguration``; nil for plain HTTP.
        public var tls: TLSConfiguration?
        /// The number of open connections; further ones wait.
        public var connectionLimit = 1024
        /// The time after which a silent connection is closed, within a request or between two.
        public var idleTimeout = Duration.seconds(30)

        /// Creates the defaults.
        public init() {}
    }

    private let emulator: EmulatedEdge
    private let configuration: Configuration
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Creates a server that logs failed connections, and calls `onListening` with its port once it listens.
    public init(
        _ emulator: EmulatedEdge,
        _ configuration: Configuration,
        logger: Logger = Logger(label: "brink.edge") { _ in SwiftLogNoOpLogHandler() },
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.emulator = emulator
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Listens and answers until it is shut down.
    public func run() async throws {
        let idle = TimeAmount(configuration.idleTimeout)
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ContinueHandler(lingering: idle)],
            idleTimeout: idle,
            // Above CloudFront's own limits, so that viewers get CloudFront's error.
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 32 * 1024,
                maxHeaderListSize: 48 * 1024,
                maxHeaderFieldCount: 512
            )
        )
        let isSecure = configuration.tls != nil
        // Hummingbird's writer waits for room, not until the viewer has read.
        let responder: HTTPChannelHandler.Responder = { [emulator] request, _, channel in
            try await Self.respond(to: request, with: emulator, isSecure: isSecure, channel)
        }
        if let tls = configuration.tls {
            let http2 = HTTP2ChannelConfiguration(
                idleTimeout: configuration.idleTimeout,
                gracefulCloseTimeout: configuration.idleTimeout,
                streamConfiguration: channel
            )
            let base = try HTTP2UpgradeChannel(
                tlsConfiguration: tls,
                configuration: http2,
                responder: responder
            )
            try await serve(OnLoopChannel(base: base, plain: nil))
        } else {
            let http1 = HTTP1Channel(responder: responder, configuration: channel)
            try await serve(OnLoopChannel(base: http1) { [emulator] in PlainRequestHandler(emulator) })
        }
    }

    private func serve(_ child: some ServerChildChannel) async throws {
        let server = Server(
            childChannelSetup: child,
            configuration: ServerConfiguration(
                address: .hostname(configuration.address, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connectionLimit)
            ),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        try await server.run()
    }

    // MARK: One request

    @concurrent
    private static func respond(
        to request: Request,
        with emulator: EmulatedEdge,
        isSecure: Bool,
        _ channel: any Channel
    ) async throws {
        let upload = Upload(request.body)
        let viewerRequest = ViewerRequest(request, upload, from: channel, isSecure: isSecure)
        let response = await emulator.respond(to: viewerRequest)
        do {
            try await response.send(isHead: request.method == .head, to: channel, of: emulator)
        } catch {
            // Hummingbird would take an error of the origin's parser for the viewer's, and write a response.
            throw BrokenBody(cause: error)
        }
        // Of the last request Hummingbird reads nothing more, and the end must not wait for its body.
        if request.headers[.connection] != "close" { await upload.finish() }
    }
}

/// The body of a response broke off.
private struct BrokenBody: Error {
    let cause: any Error
}

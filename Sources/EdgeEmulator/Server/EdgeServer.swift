public import Logging
public import NIOSSL
public import ServiceLifecycle
import HTTPTypes
import HummingbirdCore
import HummingbirdHTTP2
import NIOCore
import NIOPosix

/// Mounts an emulator on a port: HTTP/1.1, and with a certificate HTTP/2 beside it.
///
/// When it is shut down gracefully it takes no new connections, and open requests are answered first.
public struct EdgeServer: Service {
    /// Where it listens, and what it takes.
    public struct Configuration: Sendable {
        /// The address; this machine alone unless told otherwise.
        public var host = "127.0.0.1"
        /// The port; 0 takes any that is free.
        public var port = 8080
        /// The certificate and what goes with it; nil for HTTP without TLS.
        public var tls: TLSConfiguration?
        /// How many connections may be open; further ones wait.
        public var connectionLimit = 1024
        /// How long a connection may be silent, within a request or between two.
        public var idleTimeout = Duration.seconds(30)

        /// Creates the defaults.
        public init() {}
    }

    private let emulator: EmulatedEdge
    private let configuration: Configuration
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Makes a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - emulator: answers the requests.
    ///   - configuration: where it listens, and what it takes.
    ///   - logger: is told of connections that go wrong.
    ///   - onListening: is told the port once there is one.
    public init(
        _ emulator: EmulatedEdge,
        _ configuration: Configuration,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.emulator = emulator
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Listens and answers until it is shut down.
    ///
    /// - Throws: when the port cannot be had.
    public func run() async throws {
        let idle = TimeAmount(configuration.idleTimeout)
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ContinueHandler(lingering: idle)],
            idleTimeout: idle,
            // Something above CloudFront's own limit, so that it is CloudFront's answer that is given.
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 32 * 1024,
                maxHeaderListSize: 48 * 1024,
                maxHeaderFieldCount: 512
            )
        )
        let isSecure = configuration.tls != nil
        let responder: HTTPChannelHandler.Responder = { [emulator] request, writer, channel in
            try await Self.respond(to: request, with: emulator, isSecure: isSecure, writer, channel)
        }
        if let tls = configuration.tls {
            let http2 = HTTP2ChannelConfiguration(
                idleTimeout: configuration.idleTimeout,
                gracefulCloseTimeout: configuration.idleTimeout,
                streamConfiguration: channel
            )
            let http2Channel = try HTTP2UpgradeChannel(
                tlsConfiguration: tls,
                configuration: http2,
                responder: responder
            )
            try await serve(OnLoopChannel(base: http2Channel, plain: nil))
        } else {
            let http1 = HTTP1Channel(responder: responder, configuration: channel)
            try await serve(OnLoopChannel(base: http1) { [emulator] in PlainRequestHandler(emulator) })
        }
    }

    private func serve(_ child: some ServerChildChannel) async throws {
        let server = Server(
            childChannelSetup: child,
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
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
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        let viewerRequest = ViewerRequest(request, from: channel, isSecure: isSecure)
        let response = await emulator.respond(to: viewerRequest)
        let (head, body) = response.message(isHead: request.method == .head)
        switch body {
        case .empty: try await writer.writeResponse(head)
        case .buffer(let buffer):
            try await writer.write(response: head, body: ResponseBody(byteBuffer: buffer))
        case .stream(let stream, _):
            var bodyWriter = try await writer.writeHead(head)
            var sent = 0
            // An end that comes too early ends the connection, so that nobody takes half for the whole.
            do {
                for try await piece in stream {
                    sent += piece.readableBytes
                    try await bodyWriter.write(piece)
                }
            } catch {
                // An error of the origin's parser would be taken for one of the viewer's, and answered in the middle.
                throw BrokenOff(cause: error)
            }
            try await bodyWriter.finish(nil)
            emulator.exchanges.complete(response.exchange, bodyLength: sent)
        }
    }
}

/// An answer ended before its end.
private struct BrokenOff: Error {
    let cause: any Error
}

extension ViewerResponse {
    /// The answer as it goes over HTTP: no body for `HEAD` and where a status has none, else with its length if known.
    func message(isHead: Bool) -> (head: HTTPResponse, body: EdgeBody) {
        let known = HTTPResponse.Status(code: status)
        let status = reason.map { HTTPResponse.Status(code: self.status, reasonPhrase: $0) } ?? known
        var head = HTTPResponse(status: status, headerFields: fields)
        guard !isHead, self.status != 204, self.status != 304 else {
            if self.status == 204 { head.headerFields[.contentLength] = nil }
            return (head, .empty)
        }
        let length = body.length.map(String.init)
        if head.headerFields[.contentLength] != length { head.headerFields[.contentLength] = length }
        return (head, body)
    }
}

import CloudFrontEvents
import EdgeEmulator
import NIOCore
import NIOPosix

/// A server on a free port that sends the same bytes as soon as the head of a request has arrived.
///
/// It reads on, so that an upload goes on too, and closes a connection only on request.
final class RawOrigin: Sendable {
    let port: Int
    private let channel: any Channel

    private init(_ channel: any Channel) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
    }

    /// The origin's settings.
    var server: OriginSettings {
        OriginSettings(
            .custom(CustomOrigin(domainName: "origin.example.com")),
            target: .server(OriginServer(isSecure: false, hostName: "127.0.0.1", port: port))
        )
    }

    /// Runs a server during `body`.
    static func run<Result: Sendable>(
        _ answer: String,
        closes: Bool = false,
        _ body: (RawOrigin) async throws -> Result
    ) async throws -> Result {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answerer(answer, closes: closes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let origin = RawOrigin(channel)
        let result = try await body(origin)
        channel.close(promise: nil)
        return result
    }
}

/// Sends the answer to each head that ends a read.
private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String
    private let closes: Bool

    init(_ answer: String, closes: Bool) { (self.answer, self.closes) = (answer, closes) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(buffer: unwrapInboundIn(data))
        guard text.contains(" HTTP/1.1\r\n") else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        if closes { context.close(promise: nil) }
    }
}

import NIOCore
import NIOHTTP1

/// Fails responses whose status no response can have, before AsyncHTTPClient sees them.
///
/// It takes every status below 200 except 101 for an interim one, and stops the process when a body or an end follows,
/// as after 000 to 099. A 101 answers an upgrade, which is never asked for.
final class OriginStatusHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    /// An error: an origin responded with such a status.
    struct InvalidStatus: Error, CustomStringConvertible {
        let code: UInt

        var description: String { "the origin's status \(code) is invalid" }
    }

    private var hasFailed = false

    /// Adds a handler to a connection of AsyncHTTPClient, behind its decoder.
    static func add(to channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(OriginStatusHandler(), position: .after(decoder))
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasFailed else { return }
        if case .head(let head) = unwrapInboundIn(data), head.status.code < 100 || head.status.code == 101 {
            hasFailed = true
            // The client fails the request and closes the connection.
            return context.fireErrorCaught(InvalidStatus(code: head.status.code))
        }
        context.fireChannelRead(data)
    }
}

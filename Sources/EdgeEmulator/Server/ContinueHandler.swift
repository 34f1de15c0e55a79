import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells viewers that wait for it to send their body (RFC 9110, 10.1.1), once the answers before it have ended.
final class ContinueHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// For each request whose answer has not ended, whether its viewer waits.
    private var waits = CircularBuffer<Bool>()

    private let lingering: TimeAmount

    /// Makes one, and lets bodies come for so long after their requests were answered.
    init(lingering: TimeAmount) { self.lingering = lingering }

    func handlerAdded(context: ChannelHandlerContext) {
        do { try HTTP1Handler.add(to: context.pipeline.syncOperations, lingering: lingering) } catch {
            context.fireErrorCaught(error)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            waits.append(head.headerFields[.expect]?.lowercased() == "100-continue")
            if waits.count == 1 { goOn(context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        guard case .end = unwrapOutboundIn(data), !waits.isEmpty else { return }
        waits.removeFirst()
        goOn(context)
    }

    private func goOn(_ context: ChannelHandlerContext) {
        guard waits.first == true else { return }
        let part = HTTPResponsePart.head(HTTPResponse(status: .continue))
        context.writeAndFlush(wrapOutboundOut(part), promise: nil)
    }
}

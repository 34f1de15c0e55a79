import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Sends `100 Continue` to viewers that expect it (RFC 9110, 10.1.1), once earlier responses have ended.
final class ContinueHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// An entry per request whose response has not ended: true if its viewer waits for the status.
    private var waits = CircularBuffer<Bool>()

    private let lingering: TimeAmount

    /// Creates a handler; `lingering` is the time for the rest of a body whose request was answered.
    init(lingering: TimeAmount) { self.lingering = lingering }

    func handlerAdded(context: ChannelHandlerContext) {
        do { try HTTP1Handler.add(to: context.pipeline.syncOperations, lingering: lingering) } catch {
            context.fireErrorCaught(error)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            waits.append(head.headerFields[.expect]?.lowercased() == "100-continue")
            if waits.count == 1 { continueFirst(context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        guard case .end = unwrapOutboundIn(data), !waits.isEmpty else { return }
        waits.removeFirst()
        continueFirst(context)
    }

    private func continueFirst(_ context: ChannelHandlerContext) {
        guard waits.first == true else { return }
        let part = HTTPResponsePart.head(HTTPResponse(status: .continue))
        context.writeAndFlush(wrapOutboundOut(part), promise: nil)
    }
}

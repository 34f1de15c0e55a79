import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Keeps a connection to HTTP/1's rules, as ``HTTP1State`` decides.
///
/// Connections of HTTP/1.0 always end with the response; others end when the body of a request that was already answered
/// does not.
final class HTTP1Handler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var state = HTTP1State()
    private let lingering: TimeAmount

    /// Creates a handler that waits `lingering` for the rest of a body whose request was answered.
    private init(lingering: TimeAmount) { self.lingering = lingering }

    /// Adds a handler to a connection's pipeline, if the connection speaks HTTP/1.
    static func add(to pipeline: ChannelPipeline.SynchronousOperations, lingering: TimeAmount) throws {
        guard let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        try pipeline.addHandler(HTTP1Handler(lingering: lingering), position: .before(codec))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            switch state.gotRequestHead(head) {
            case .pass(let head): context.fireChannelRead(wrapInboundOut(.head(head)))
            case .refuse: context.fireErrorCaught(HTTPParserError.unknown)
            case .drop: break
            }
        case .body: if state.gotRequestBody() { context.fireChannelRead(data) }
        case .end: if state.gotRequestEnd() { context.fireChannelRead(data) }
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            context.write(wrapOutboundOut(.head(state.gotResponseHead(head))), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            let action = state.gotResponseEnd()
            if let number = action.lingers { closeLater(unlessEnded: number, context) }
            if action.writes { context.write(data, promise: promise) } else { promise?.succeed() }
        }
    }

    private func closeLater(unlessEnded number: Int, _ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: lingering) { [weak self] in
            if let self, self.state.gotLingeringEnd(of: number) { context.close(promise: nil) }
        }
    }
}

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Answers requests whose answers are in the cache where they arrive, without a task: twice as many a second come through
/// that way.
///
/// All others go on to the tasks, and while one of them is being answered those behind it on the same connection go there
/// too, so that answers keep the order of their requests.
final class HitHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        /// The next part begins a request.
        case idle
        /// The end of a request that was answered comes next.
        case answered
        /// So many requests went on whose answers have not ended.
        case passing(Int)
    }

    private let emulator: EmulatedEdge
    private var state = State.idle

    init(_ emulator: EmulatedEdge) {
        self.emulator = emulator
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.idle, .head(let head)):
            if let response = response(to: head, context) {
                state = .answered
                write(response, isHead: head.method == .head, context)
            } else {
                state = .passing(1)
                context.fireChannelRead(data)
            }
        case (.answered, .end): state = .idle
        case (.passing(let count), .head):
            state = .passing(count + 1)
            context.fireChannelRead(data)
        default: context.fireChannelRead(data)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .passing(let count) = state, case .end = unwrapOutboundIn(data) {
            state = count == 1 ? .idle : .passing(count - 1)
        }
        context.write(data, promise: promise)
    }

    /// The answer, if it can be given at once.
    private func response(to head: HTTPRequest, _ context: ChannelHandlerContext) -> ViewerResponse? {
        guard head.method == .get || head.method == .head, context.channel.isWritable else { return nil }
        // What is said of the connection or of a body, the tasks act on.
        let fields = head.headerFields
        guard fields[.connection] == nil, fields[.contentLength] == nil, fields[.transferEncoding] == nil
        else {
            return nil
        }
        return emulator.respondAtOnce(to: ViewerRequest(head, from: context.channel, isSecure: false))
    }

    private func write(_ response: ViewerResponse, isHead: Bool, _ context: ChannelHandlerContext) {
        let (head, body) = response.message(isHead: isHead)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if case .buffer(let buffer) = body { context.write(wrapOutboundOut(.body(buffer)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

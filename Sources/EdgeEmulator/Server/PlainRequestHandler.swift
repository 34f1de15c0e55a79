import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Answers requests without a body inside the channel's pipeline: cached ones at once, others from a task on the same
/// event loop.
///
/// This doubles the rate of cache hits compared with Hummingbird's streams of parts, and saves requests that run functions
/// every other wait. ``PlainRequestState`` decides, and passes all other requests on to Hummingbird.
final class PlainRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let emulator: EmulatedEdge
    private var state = PlainRequestState()

    init(_ emulator: EmulatedEdge) { self.emulator = emulator }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        perform(state.gotPart(unwrapInboundIn(data)), context)
    }

    func read(context: ChannelHandlerContext) {
        if state.gotRead() { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if state.gotError(error) { context.fireErrorCaught(error) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { state.gotPassedResponseEnd() }
        context.write(data, promise: promise)
    }

    private func perform(_ action: PlainRequestState.PartAction, _ context: ChannelHandlerContext) {
        switch action {
        case .none: break
        case .pass(let part): context.fireChannelRead(wrapInboundOut(part))
        case .respond(let head):
            let request = ViewerRequest(head, from: context.channel, isSecure: false)
            var passage = Passage(request, through: emulator)
            if context.channel.isWritable, let response = passage.hit() {
                if write(response.message(isHead: head.method == .head), context) { state.gotResponseEnd() }
            } else {
                run(passage, isHead: head.method == .head, context)
            }
        }
    }

    /// Writes a response whose body is in memory; false if its end follows later, with ``finish(_:)``.
    private func write(_ message: (head: HTTPResponse, body: EdgeBody), _ context: ChannelHandlerContext)
        -> Bool
    {
        context.write(wrapOutboundOut(.head(message.head)), promise: nil)
        guard case .buffer(let buffer) = message.body else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return true
        }
        let taken = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.body(buffer)), promise: taken)
        // The idle timeout begins with the end: not before the viewer has taken the body.
        var (isLater, hasEnded) = (false, false)
        taken.futureResult.assumeIsolated().whenSuccess { [self] in
            hasEnded = true
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            if isLater { finish(context) }
        }
        isLater = true
        return hasEnded
    }

    /// Handles what arrived while a response was being made.
    private func finish(_ context: ChannelHandlerContext) {
        state.gotResponseEnd()
        while let action = state.nextWaiting() { perform(action, context) }
        let resumption = state.resume()
        if resumption.completesReading { context.fireChannelReadComplete() }
        if let error = resumption.error { context.fireErrorCaught(error) }
        if resumption.reads { context.read() }
    }

    // MARK: Responses that are waited for

    private typealias Pipeline = NIOLoopBound<(handler: PlainRequestHandler, context: ChannelHandlerContext)>

    private func run(_ passage: Passage, isHead: Bool, _ context: ChannelHandlerContext) {
        let pipeline = Pipeline((handler: self, context: context), eventLoop: context.eventLoop)
        let channel = context.channel
        Task(executorPreference: LoopExecutor(context.eventLoop)) { @Sendable [emulator] in
            var passage = passage
            let response = await passage.run()
            await Self.send(response, isHead: isHead, of: emulator, pipeline, to: channel)
        }
    }

    private static func send(
        _ response: ViewerResponse,
        isHead: Bool,
        of emulator: EmulatedEdge,
        _ pipeline: Pipeline,
        to channel: any Channel
    ) async {
        guard case .stream = response.body, !isHead else {
            let message = response.message(isHead: isHead)
            return onLoop(channel) {
                let (handler, context) = pipeline.value
                if handler.write(message, context) { handler.finish(context) }
            }
        }
        do {
            try await response.send(isHead: false, to: channel, of: emulator)
            onLoop(channel) { pipeline.value.handler.finish(pipeline.value.context) }
        } catch {
            channel.close(promise: nil)
        }
    }

    private static func onLoop(_ channel: any Channel, _ work: @escaping @Sendable () -> Void) {
        if channel.eventLoop.inEventLoop { work() } else { channel.eventLoop.execute(work) }
    }
}

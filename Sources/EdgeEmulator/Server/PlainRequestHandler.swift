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
                state.gotResponseEnd()
                write(response.message(isHead: head.method == .head), context)
            } else {
                run(passage, isHead: head.method == .head, context)
            }
        }
    }

    private func write(_ message: (head: HTTPResponse, body: EdgeBody), _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(message.head)), promise: nil)
        if case .buffer(let buffer) = message.body {
            context.write(wrapOutboundOut(.body(buffer)), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
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
        let message = response.message(isHead: isHead)
        guard case .stream(let stream, _) = message.body else {
            return onLoop(channel) {
                pipeline.value.handler.write(message, pipeline.value.context)
                pipeline.value.handler.finish(pipeline.value.context)
            }
        }
        do {
            try await write(HTTPResponsePart.head(message.head), to: channel, pipeline)
            var sent = 0
            for try await piece in stream {
                sent += piece.readableBytes
                try await write(.body(piece), to: channel, pipeline)
            }
            try await write(.end(nil), to: channel, pipeline)
            emulator.exchanges.complete(response.exchange, bodyLength: sent)
            onLoop(channel) { pipeline.value.handler.finish(pipeline.value.context) }
        } catch {
            // A body that breaks off closes the connection, so that no viewer takes half of it for the whole.
            channel.close(promise: nil)
        }
    }

    /// Writes a part, and waits until the connection has accepted it.
    private static func write(_ part: HTTPResponsePart, to channel: any Channel, _ pipeline: Pipeline)
        async throws
    {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        onLoop(channel) {
            let (handler, context) = pipeline.value
            context.writeAndFlush(handler.wrapOutboundOut(part), promise: promise)
        }
        try await promise.futureResult.get()
    }

    private static func onLoop(_ channel: any Channel, _ work: @escaping @Sendable () -> Void) {
        if channel.eventLoop.inEventLoop { work() } else { channel.eventLoop.execute(work) }
    }
}

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Answers requests without a body where they arrive: what is in the cache at once, the others from a task on the same
/// event loop.
///
/// Twice as many hits a second come through that way as through streams of parts, and whoever waits for functions waits
/// for nothing else. All other requests go on to Hummingbird's tasks. Answers keep the order of their requests: what comes
/// while one is being answered waits for it.
final class PlainRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let emulator: EmulatedEdge
    /// Whether a request is being answered here.
    private var isAnswering = false
    /// Whether the end of a request that is answered here comes next.
    private var awaitsEnd = false
    /// How many requests went on whose answers have not ended.
    private var passing = 0
    /// What came while a request is being answered.
    private var waiting = CircularBuffer<HTTPRequestPart>()
    private var failure: (any Error)?
    private var heldRead = false

    init(_ emulator: EmulatedEdge) {
        self.emulator = emulator
    }

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if awaitsEnd {
            if case .end = part { awaitsEnd = false }
        } else if isAnswering {
            waiting.append(part)
        } else {
            take(part, context)
        }
    }

    /// Nothing more is read while somebody has sent ahead of their answers: they wait, and nothing grows.
    func read(context: ChannelHandlerContext) {
        if isAnswering, !waiting.isEmpty { heldRead = true } else { context.read() }
    }

    /// What cannot be read is told after the answers that are owed.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isAnswering { failure = failure ?? error } else { context.fireErrorCaught(error) }
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        guard case .head(let head) = part else { return context.fireChannelRead(wrapInboundOut(part)) }
        guard passing == 0, Self.isPlain(head) else {
            passing += 1
            return context.fireChannelRead(wrapInboundOut(part))
        }
        awaitsEnd = true
        let request = ViewerRequest(head, from: context.channel, isSecure: false)
        if context.channel.isWritable, let response = emulator.respondAtOnce(to: request) {
            write(response.message(isHead: head.method == .head), context)
        } else {
            isAnswering = true
            answer(request, isHead: head.method == .head, context)
        }
    }

    /// What is said of the connection or of a body, Hummingbird acts on.
    private static func isPlain(_ head: HTTPRequest) -> Bool {
        guard head.method == .get || head.method == .head else { return false }
        let fields = head.headerFields
        return fields[.connection] == nil && fields[.contentLength] == nil && fields[.transferEncoding] == nil
    }

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { passing -= 1 }
        context.write(data, promise: promise)
    }

    /// Answers from a task; the connection has no other work until it is done.
    private func answer(_ request: ViewerRequest, isHead: Bool, _ context: ChannelHandlerContext) {
        let place = Place((handler: self, context: context), eventLoop: context.eventLoop)
        let channel = context.channel
        let emulator = emulator
        LoopExecutor(context.eventLoop).start {
            await Self.answer(request, isHead: isHead, with: emulator, at: place, on: channel)
        }
    }

    private static func answer(
        _ request: ViewerRequest,
        isHead: Bool,
        with emulator: EmulatedEdge,
        at place: Place,
        on channel: any Channel
    ) async {
        let response = await emulator.respond(to: request)
        let message = response.message(isHead: isHead)
        guard case .stream(let stream, _) = message.body else {
            return onLoop(channel) {
                place.value.handler.write(message, place.value.context)
                place.value.handler.finish(place.value.context)
            }
        }
        do {
            try await write(HTTPResponsePart.head(message.head), to: channel, place)
            var sent = 0
            for try await piece in stream {
                sent += piece.readableBytes
                try await write(.body(piece), to: channel, place)
            }
            try await write(.end(nil), to: channel, place)
            emulator.exchanges.complete(response.exchange, bodyLength: sent)
            onLoop(channel) { place.value.handler.finish(place.value.context) }
        } catch {
            // An end that comes too early ends the connection, so that nobody takes half for the whole.
            channel.close(promise: nil)
        }
    }

    private typealias Place = NIOLoopBound<(handler: PlainRequestHandler, context: ChannelHandlerContext)>

    /// Writes a part, and waits until the connection has taken it.
    private static func write(_ part: HTTPResponsePart, to channel: any Channel, _ place: Place) async throws
    {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        onLoop(channel) {
            place.value.context.writeAndFlush(place.value.handler.wrapOutboundOut(part), promise: promise)
        }
        try await promise.futureResult.get()
    }

    private static func onLoop(_ channel: any Channel, _ work: @escaping @Sendable () -> Void) {
        if channel.eventLoop.inEventLoop { work() } else { channel.eventLoop.execute(work) }
    }

    private func write(_ message: (head: HTTPResponse, body: EdgeBody), _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(message.head)), promise: nil)
        if case .buffer(let buffer) = message.body {
            context.write(wrapOutboundOut(.body(buffer)), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Goes on with what came meanwhile.
    private func finish(_ context: ChannelHandlerContext) {
        isAnswering = false
        while !isAnswering, let part = waiting.popFirst() {
            channelRead(context: context, data: wrapInboundOut(part))
        }
        // What went on is handed over only at the end of a reading.
        if passing > 0 { context.fireChannelReadComplete() }
        guard !isAnswering else { return }
        if let failure = failure.take() { context.fireErrorCaught(failure) }
        if heldRead {
            heldRead = false
            context.read()
        }
    }
}

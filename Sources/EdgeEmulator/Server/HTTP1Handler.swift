import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Keeps to what HTTP/1 says of connections and of bodies that are not there, which is lost behind it: the versions of
/// requests (RFC 9112, 9.3 and 6.1), and that answers to `HEAD` end with their heads.
///
/// Connections of HTTP/1.0 end with the answer, whatever was said; others end when a body that nobody waits for any more,
/// since its request is answered, does not end.
final class HTTP1Handler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private struct Open {
        let isHead: Bool
        let isLast: Bool
        let isOld: Bool
    }

    /// The requests whose answers have not ended.
    private var open = CircularBuffer<Open>()
    private var isRefused = false
    /// How many requests have come whole, and how many were answered.
    private var (wholeRequests, answers) = (0, 0)
    private let lingering: TimeAmount

    /// Makes one that lets a body come for so long after its request was answered.
    private init(lingering: TimeAmount) { self.lingering = lingering }

    /// Puts one in a connection's pipeline, where there is HTTP/1.
    static func add(to pipeline: ChannelPipeline.SynchronousOperations, lingering: TimeAmount) throws {
        guard let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        try pipeline.addHandler(HTTP1Handler(lingering: lingering), position: .before(codec))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        let part = unwrapInboundIn(data)
        if case .end = part { wholeRequests += 1 }
        guard case .head(var head) = part else { return context.fireChannelRead(data) }
        let codings = head.headers["Transfer-Encoding"]
        // Where a body ends must not be a matter of opinion (RFC 9112, 6.1).
        guard codings.isEmpty || codings.count == 1 && codings[0].lowercased() == "chunked",
            Self.takeHost(fromTargetOf: &head)
        else {
            isRefused = true
            return context.fireErrorCaught(HTTPParserError.unknown)
        }
        let isOld = head.version == .http1_0
        let isLast = !head.isKeepAlive || isOld
        open.append(Open(isHead: head.method == .HEAD, isLast: isLast, isOld: isOld))
        guard isLast else { return context.fireChannelRead(wrapInboundOut(.head(head))) }
        // In the one form that is understood behind this.
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        if isOld { head.headers.remove(name: "Expect") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// The host of a target that is a whole URL counts more than the field (RFC 9112, 3.2.2); false for targets that are
    /// neither that nor a path.
    private static func takeHost(fromTargetOf head: inout HTTPRequestHead) -> Bool {
        guard head.uri.utf8.first != UInt8(ascii: "/") else { return true }
        guard let scheme = ["http://", "https://"].first(where: { head.uri.lowercased().hasPrefix($0) })
        else {
            return false
        }
        let rest = head.uri.dropFirst(scheme.count)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        // Without a host it is refused behind this, and so it is with two.
        if head.headers["Host"].count == 1 {
            head.headers.replaceOrAdd(name: "Host", value: String(rest[..<end]))
        }
        head.uri = (rest[end...].hasPrefix("/") ? "" : "/") + rest[end...]
        return true
    }

    private func endIfBodyDoesNot(_ context: ChannelHandlerContext) {
        let number = answers
        context.eventLoop.assumeIsolated().scheduleTask(in: lingering) { [weak self] in
            if let self, self.wholeRequests < number { context.close(promise: nil) }
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard let request = open.first else { return context.write(data, promise: promise) }
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            if request.isLast {
                head.headers.replaceOrAdd(name: "Connection", value: "close")
                // No chunks for those who do not know them.
                if request.isOld { head.version = .http1_0 }
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            open.removeFirst()
            answers += 1
            if wholeRequests < answers { endIfBodyDoesNot(context) }
            // The end would be written as the end of chunks, which are not there.
            if request.isHead { promise?.succeed() } else { context.write(data, promise: promise) }
        default: context.write(data, promise: promise)
        }
    }
}

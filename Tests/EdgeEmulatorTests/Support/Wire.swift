import NIOCore
import NIOPosix

/// A raw TCP connection that gives up after 30 seconds.
final class Wire {
    /// The response to one request.
    struct Answer: CustomStringConvertible {
        var version = ""
        var status = 0
        var fields: [(name: String, value: String)] = []
        var body = ""

        /// A header by its name in lower case.
        subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

        var description: String { "\(version) \(status) \(fields) \(body.prefix(400))" }
    }

    /// An error: the other side closed the connection where more was expected.
    struct Ended: Error, CustomStringConvertible {
        let description: String
    }

    /// An error: nothing arrived in time.
    struct TooLate: Error {}

    private let channel: any Channel
    private var pieces: AsyncThrowingStream<ByteBuffer, any Error>.AsyncIterator
    private var unread: [UInt8] = []
    private let deadline: Scheduled<Void>

    /// Connects to a port of this machine; without `reads` it reads only after ``beginReading()``.
    init(_ port: Int, reads: Bool = true) async throws {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        self.channel = channel
        pieces = stream.makeAsyncIterator()
        deadline = channel.eventLoop.scheduleTask(in: .seconds(30)) {
            continuation.finish(throwing: TooLate())
            channel.close(promise: nil)
        }
    }

    deinit {
        deadline.cancel()
        channel.close(promise: nil)
    }

    /// Sends text; it is lost if the other side no longer reads.
    func send(_ text: String) async {
        await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async {
        do { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) } catch { return }
    }

    /// Sends a text every 20 ms until the connection is closed.
    func drip(_ text: String) {
        let channel = channel
        channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(20)) { task in
            guard channel.isActive else { return task.cancel() }
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }
    }

    /// Closes this side's half; responses can still be read.
    func finishSending() async {
        do { try await channel.close(mode: .output) } catch { return }
    }

    /// Closes the connection.
    func close() async {
        do { try await channel.close() } catch { return }
    }

    func beginReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// Sends a request and reads its response.
    func ask(_ text: String) async throws -> Answer {
        await send(text)
        return try await answer(toHead: text.hasPrefix("HEAD "))
    }

    /// Sends text and reads until the other side closes the connection.
    func rest(after text: String) async throws -> String {
        await send(text)
        return try await rest()
    }

    /// Reads one response: the head, and the body that it announces.
    func answer(toHead isHead: Bool = false) async throws -> Answer {
        var answer = Answer()
        let head = try await line(endingIn: "\r\n\r\n").split(separator: "\r\n")
        let words = head[0].split(separator: " ", maxSplits: 2)
        answer.version = String(words[0])
        answer.status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        answer.fields = head.dropFirst().map { field in
            let name = field.prefix { $0 != ":" }
            let value = field.dropFirst(name.count + 1).drop { $0 == " " }
            return (name.lowercased(), String(value))
        }
        if isHead || answer.status < 200 || answer.status == 204 || answer.status == 304 { return answer }
        if answer["transfer-encoding"] == "chunked" {
            answer.body = try await chunks()
        } else if let length = answer["content-length"].flatMap({ Int($0) }) {
            answer.body = try await text(length)
        } else {
            answer.body = try await rest()
        }
        return answer
    }

    /// Reads until the other side closes the connection.
    func rest() async throws -> String {
        while try await readMore() {}
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }

    /// Reads `count` bytes.
    func text(_ count: Int) async throws -> String {
        while unread.count < count {
            guard try await readMore() else { throw ended("\(count) bytes") }
        }
        defer { unread.removeFirst(count) }
        return String(decoding: unread[..<count], as: UTF8.self)
    }

    // MARK: Bytes

    private func chunks() async throws -> String {
        var body = ""
        while true {
            let size = try await line(endingIn: "\r\n")
            guard let count = Int(size, radix: 16) else { throw Ended(description: "the chunk size \(size)") }
            body += try await text(count)
            _ = try await text(2)
            if count == 0 { return body }
        }
    }

    /// Reads up to a terminator, which is dropped.
    func line(endingIn end: String) async throws -> String {
        let end = Array(end.utf8)
        while true {
            if let range = unread.firstRange(of: end) {
                let line = String(decoding: unread[..<range.lowerBound], as: UTF8.self)
                unread.removeSubrange(..<range.upperBound)
                return line
            }
            guard try await readMore() else { throw ended("a line") }
        }
    }

    private func ended(_ expected: String) -> Ended {
        Ended(description: "expected \(expected), got \(String(decoding: unread.prefix(400), as: UTF8.self))")
    }

    private func readMore() async throws -> Bool {
        guard let piece = try await pieces.next(isolation: #isolation) else { return false }
        unread += piece.readableBytesView
        return true
    }
}

/// Forwards the bytes that arrive; a reset counts as the end.
private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncThrowingStream<ByteBuffer, any Error>.Continuation

    init(_ continuation: AsyncThrowingStream<ByteBuffer, any Error>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { continuation.finish() }
}

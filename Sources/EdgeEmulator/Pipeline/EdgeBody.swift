public import NIOCore

/// The body of a request or of a response.
public enum EdgeBody: Sendable {
    /// No bytes.
    case empty
    /// Bytes in memory.
    case buffer(ByteBuffer)
    /// Bytes that arrive in pieces and can be read once, with their number if it is known.
    case stream(Stream, length: Int?)

    /// A sequence of pieces.
    public typealias Stream = any AsyncSequence<ByteBuffer, any Error> & Sendable

    /// Creates a body of text.
    public init(_ text: String) { self = .buffer(ByteBuffer(string: text)) }

    /// The number of bytes, if it is known.
    public var length: Int? {
        switch self {
        case .empty: 0
        case .buffer(let buffer): buffer.readableBytes
        case .stream(_, let length): length
        }
    }

    /// Reads all of it as UTF-8; invalid bytes become U+FFFD.
    public func text() async throws -> String {
        guard case .buffer(let buffer) = try await collected(upTo: .max) else { return "" }
        return String(buffer: buffer)
    }

    /// Reads the first `count` bytes, and returns a body that can still be read from the start.
    func peek(_ count: Int) async throws -> (head: ByteBuffer, isCut: Bool, body: EdgeBody) {
        switch self {
        case .empty: return (ByteBuffer(), false, self)
        case .buffer(let buffer):
            let head = buffer.getSlice(at: buffer.readerIndex, length: min(count, buffer.readableBytes))
            return (head ?? ByteBuffer(), buffer.readableBytes > count, self)
        case .stream(let stream, let length):
            let source = StreamSource(stream)
            var read = ByteBuffer()
            while read.readableBytes <= count, let piece = try await source.next() {
                read.writeImmutableBuffer(piece)
            }
            let head = read.getSlice(at: read.readerIndex, length: min(count, read.readableBytes))
            guard read.readableBytes > count else { return (head ?? ByteBuffer(), false, .buffer(read)) }
            let whole = ReplayedStream(first: read, rest: source)
            return (head ?? ByteBuffer(), true, .stream(whole, length: length))
        }
    }

    /// Reads all of it and discards it.
    func drain() async throws {
        if case .stream(let stream, _) = self { for try await _ in stream {} }
    }

    /// Reads all of it into one buffer; with more than `limit` bytes, returns a stream from the start.
    func collected(upTo limit: Int) async throws -> EdgeBody {
        guard case .stream = self else { return self }
        return try await peek(limit).body
    }
}

/// A stream for several readers, one at a time; each piece is read once.
actor StreamSource {
    private let stream: EdgeBody.Stream
    /// Created by the first read: some streams end when an iterator that read nothing goes.
    private var pieces: (any AsyncIteratorProtocol<ByteBuffer, any Error>)?

    init(_ stream: EdgeBody.Stream) { self.stream = stream }

    func next() async throws -> ByteBuffer? {
        var iterator = pieces ?? Self.iterator(of: stream)
        defer { pieces = iterator }
        return try await iterator.next(isolation: self)
    }

    private static func iterator(
        of stream: some AsyncSequence<ByteBuffer, any Error>
    ) -> any AsyncIteratorProtocol<ByteBuffer, any Error> {
        stream.makeAsyncIterator()
    }
}

/// A stream whose beginning has been read, from the start.
private struct ReplayedStream: AsyncSequence, AsyncIteratorProtocol, Sendable {
    var first: ByteBuffer?
    let rest: StreamSource

    mutating func next() async throws -> ByteBuffer? {
        if let first = first.take() { return first }
        return try await rest.next()
    }

    func makeAsyncIterator() -> Self { self }
}

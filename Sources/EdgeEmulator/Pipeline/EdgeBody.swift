public import NIOCore

/// The body of a request or of a response.
public enum EdgeBody: Sendable {
    /// No bytes.
    case empty
    /// Bytes that are all there.
    case buffer(ByteBuffer)
    /// Bytes that come; how many is told where it is known. It can be read once.
    case stream(Stream, length: Int?)

    /// Bytes that come in pieces.
    public typealias Stream = any AsyncSequence<ByteBuffer, any Error> & Sendable

    /// How many bytes there are, where that is known.
    public var length: Int? {
        switch self {
        case .empty: 0
        case .buffer(let buffer): buffer.readableBytes
        case .stream(_, let length): length
        }
    }

    /// Reads at most so many bytes.
    ///
    /// - Returns: those bytes, and the body as it was before, to be read by somebody else.
    /// - Throws: what the stream throws.
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

    /// Reads all of it, for nobody.
    ///
    /// - Throws: what the stream throws.
    func drain() async throws {
        if case .stream(let stream, _) = self { for try await _ in stream {} }
    }

    /// Reads all of it, if it is no longer than so many bytes.
    ///
    /// - Returns: the body as one buffer, or as it was where it is longer.
    /// - Throws: what the stream throws.
    func collected(upTo limit: Int) async throws -> EdgeBody {
        guard case .stream = self else { return self }
        return try await peek(limit).body
    }
}

/// A stream that several readers take turns at: one at a time, each piece once.
actor StreamSource {
    private var pieces: any AsyncIteratorProtocol<ByteBuffer, any Error>

    init(_ stream: EdgeBody.Stream) {
        pieces = Self.iterator(of: stream)
    }

    func next() async throws -> ByteBuffer? {
        var iterator = pieces
        defer { pieces = iterator }
        return try await iterator.next(isolation: self)
    }

    private static func iterator(
        of stream: some AsyncSequence<ByteBuffer, any Error>
    ) -> any AsyncIteratorProtocol<ByteBuffer, any Error> {
        stream.makeAsyncIterator()
    }
}

/// A stream of which the beginning has been read, from the beginning.
private struct ReplayedStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let first: ByteBuffer
    let rest: StreamSource

    struct AsyncIterator: AsyncIteratorProtocol {
        var first: ByteBuffer?
        let rest: StreamSource

        mutating func next() async throws -> ByteBuffer? {
            if let first = first.take() { return first }
            return try await rest.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(first: first, rest: rest) }
}

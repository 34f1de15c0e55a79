import NIOCore

/// A viewer's body that fails once it is longer than the limit, or arrives slower than 500 bytes a second.
struct LimitedStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    /// In bytes a second.
    static let slowest = 500.0

    let whole: EdgeBody.Stream
    /// In bytes.
    let limit: Int
    /// The time that it may take at any pace, not counting the time in which nothing is read.
    let patience: Duration

    struct AsyncIterator: AsyncIteratorProtocol {
        let source: StreamSource
        let limit: Int
        let patience: Duration
        private var received = 0
        private var waited = Duration.zero

        init(_ stream: LimitedStream) {
            source = StreamSource(stream.whole)
            limit = stream.limit
            patience = stream.patience
        }

        mutating func next() async throws -> ByteBuffer? {
            let start = EdgeClock.now
            guard let piece = try await source.next() else { return nil }
            waited += EdgeClock.since(start)
            received += piece.readableBytes
            guard received <= limit else { throw EdgeFailure.bodyTooLong }
            let isSlow = Double(received) < slowest * (waited / .seconds(1))
            guard waited <= patience || !isSlow else { throw EdgeFailure.bodyTooSlow }
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

import NIOCore

/// A viewer's body that fails once it is longer than the limit, or arrives slower than 500 bytes a second.
struct LimitedStream: AsyncSequence, AsyncIteratorProtocol, Sendable {
    /// In bytes a second.
    private static let slowest = 500.0

    let source: StreamSource
    /// In bytes.
    let limit: Int
    /// The time that it may take at any pace, not counting the time in which nothing is read.
    let patience: Duration
    var received = 0
    var waited = Duration.zero

    mutating func next() async throws -> ByteBuffer? {
        let start = ContinuousClock.now
        guard let piece = try await source.next() else { return nil }
        waited += .now - start
        received += piece.readableBytes
        guard received <= limit else { throw EdgeFailure.bodyTooLong }
        let isSlow = Double(received) < Self.slowest * (waited / .seconds(1))
        guard waited <= patience || !isSlow else { throw EdgeFailure.bodyTooSlow }
        return piece
    }

    func makeAsyncIterator() -> Self { self }
}

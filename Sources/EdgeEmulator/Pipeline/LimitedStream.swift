import NIOCore

/// A stream that ends with a failure once more bytes came than there may be.
struct LimitedStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let whole: EdgeBody.Stream
    /// In bytes.
    let limit: Int

    struct AsyncIterator: AsyncIteratorProtocol {
        let source: StreamSource
        var rest: Int

        mutating func next() async throws -> ByteBuffer? {
            guard let piece = try await source.next() else { return nil }
            rest -= piece.readableBytes
            guard rest >= 0 else { throw EdgeFailure.bodyTooLong }
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: StreamSource(whole), rest: limit) }
}

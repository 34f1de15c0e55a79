import HummingbirdCore
import NIOCore

/// The body of a viewer's request, which an origin's client may still be waiting for when the response has ended.
///
/// The connection's parts have one reader: a second one that asks meanwhile ends the process. So all reading goes
/// through here, one piece at a time.
actor Upload {
    /// The failure of reads after the response: an origin must not take half a body for the whole.
    private struct ResponseEnded: Error {}

    private let body: RequestBody
    /// Created by the first read, and only once.
    private var pieces: RequestBody.AsyncIterator?
    private var isReading = false
    private var hasEnded = false
    private var reader: CheckedContinuation<Void, Never>?

    init(_ body: RequestBody) { self.body = body }

    /// The pieces, for one reader at a time.
    nonisolated var stream: EdgeBody.Stream { Pieces(upload: self) }

    /// Reads and discards the unread rest, so that the connection's next request follows.
    func finish() async {
        hasEnded = true
        if isReading { await withCheckedContinuation { reader = $0 } }
        // A viewer that goes away ends the body too.
        while (try? await read()) != nil {}
    }

    fileprivate func next() async throws -> ByteBuffer? {
        // A second reader is one that a failed request to an origin has left behind.
        guard !hasEnded, !isReading else { throw ResponseEnded() }
        return try await read()
    }

    private func read() async throws -> ByteBuffer? {
        isReading = true
        var iterator = pieces ?? body.makeAsyncIterator()
        defer {
            pieces = iterator
            isReading = false
            reader.take()?.resume()
        }
        return try await iterator.next(isolation: self)
    }

    private struct Pieces: AsyncSequence, AsyncIteratorProtocol, Sendable {
        let upload: Upload

        func next() async throws -> ByteBuffer? { try await upload.next() }

        func makeAsyncIterator() -> Self { self }
    }
}

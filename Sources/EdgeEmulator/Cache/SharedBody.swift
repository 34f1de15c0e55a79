package import NIOCore
import Synchronization

/// A body that one task fills while any number of readers read it, each from the start.
///
/// It is kept whole up to a limit. A longer body passes through: it admits no new readers, pieces that all readers have
/// read are dropped, and the task that fills it waits for the slowest reader.
package final class SharedBody: Sendable {
    /// The bytes that the slowest reader of a passing body may be behind.
    private static let lead = 1 << 20

    fileprivate struct State {
        var pieces: [ByteBuffer] = []
        /// The number of pieces dropped at the start.
        var dropped = 0
        var length = 0
        var end: Result<Void, any Error>?
        var isPassing = false
        /// The positions of readers, by number.
        var positions: [Int: Position] = [:]
        var nextReader = 0
        var readers: [CheckedContinuation<Void, Never>] = []
        var filler: CheckedContinuation<Void, Never>?
    }

    /// A reader's position: whole pieces, and bytes of the next one.
    fileprivate struct Position {
        var pieces = 0
        var bytes = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// Creates an empty body that is kept up to `limit` bytes.
    package init(limit: Int) {
        self.limit = limit
    }

    /// The number of bytes so far.
    package var length: Int { state.withLock { $0.length } }

    /// All of it, once it is complete and if it is kept.
    package var whole: ByteBuffer? {
        state.withLock { state in
            guard !state.isPassing, case .success = state.end else { return nil }
            return state.pieces.first ?? ByteBuffer()
        }
    }

    /// True while it admits new readers.
    package var canBeRead: Bool { state.withLock { $0.admitsReaders } }

    // MARK: Filling

    /// Fills it from a stream, to its end; true if it is complete and kept.
    package func fill(from stream: EdgeBody.Stream) async -> Bool {
        do {
            for try await piece in stream {
                await append(piece)
                // An endless stream must not be read forever.
                if isUnused { break }
            }
            return finish(.success(()))
        } catch {
            return finish(.failure(error))
        }
    }

    private func append(_ piece: ByteBuffer) async {
        guard piece.readableBytes > 0 else { return }
        let (readers, mustWait) = state.withLock { state in
            state.pieces.append(piece)
            state.length += piece.readableBytes
            if state.length > limit { state.isPassing = true }
            state.dropRead()
            return (state.drainReaders(), state.isPassing && state.waitingBytes > Self.lead)
        }
        for reader in readers { reader.resume() }
        if mustWait { await roomToFill() }
    }

    /// True when it is neither kept nor read.
    private var isUnused: Bool { state.withLock { $0.isPassing && $0.positions.isEmpty } }

    private func roomToFill() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                state.dropRead()
                if state.waitingBytes <= Self.lead { return true }
                state.filler = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    private func finish(_ end: Result<Void, any Error>) -> Bool {
        // Joined outside of the lock, which the cache takes while it holds its own; only this task adds pieces.
        let whole = Self.joined(state.withLock { $0.isPassing ? [] : $0.pieces })
        let (readers, isKept) = state.withLock { state in
            state.end = end
            guard !state.isPassing, case .success = end else { return (state.drainReaders(), false) }
            if let whole { state.replacePieces(by: whole) }
            return (state.drainReaders(), true)
        }
        for reader in readers { reader.resume() }
        return isKept
    }

    /// Joins several pieces, so that a hit is one write.
    private static func joined(_ pieces: [ByteBuffer]) -> ByteBuffer? {
        guard pieces.count > 1 else { return nil }
        var whole = ByteBuffer()
        whole.reserveCapacity(pieces.reduce(0) { $0 + $1.readableBytes })
        for piece in pieces { whole.writeImmutableBuffer(piece) }
        return whole
    }

    /// Lets a body that is still being filled pass through, so that it leaves memory when it has left the cache.
    package func stopKeeping() {
        state.withLock { state in
            guard state.end == nil else { return }
            state.isPassing = true
            state.dropRead()
        }
    }

    // MARK: Readers

    /// Returns a stream from the start; nil if it admits no new readers.
    package func stream() -> ReaderStream? {
        let number = state.withLock { state -> Int? in
            guard state.admitsReaders else { return nil }
            defer { state.nextReader += 1 }
            state.positions[state.nextReader] = Position()
            return state.nextReader
        }
        return number.map { ReaderStream(reader: Reader(body: self, number: $0)) }
    }

    fileprivate func next(_ number: Int) async throws -> ByteBuffer? {
        while true {
            let (step, filler) = state.withLock {
                state -> (Result<ByteBuffer?, any Error>?, CheckedContinuation<Void, Never>?) in
                let step = state.next(number)
                state.dropRead()
                return (step, state.waitingBytes <= Self.lead ? state.filler.take() : nil)
            }
            filler?.resume()
            if let step { return try step.get() }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.end != nil || state.hasMore(number) { return true }
                    state.readers.append(continuation)
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
    }

    fileprivate func leave(_ number: Int) {
        let filler = state.withLock { state in
            state.positions[number] = nil
            state.dropRead()
            return state.waitingBytes <= Self.lead ? state.filler.take() : nil
        }
        filler?.resume()
    }

    /// A reader, which leaves when its last reference goes.
    package final class Reader: Sendable {
        fileprivate let body: SharedBody
        fileprivate let number: Int

        fileprivate init(body: SharedBody, number: Int) {
            self.body = body
            self.number = number
        }

        deinit { body.leave(number) }
    }

    /// The pieces of a body for one reader.
    package struct ReaderStream: AsyncSequence, AsyncIteratorProtocol, Sendable {
        fileprivate let reader: Reader

        /// Returns the next piece; nil at the end.
        package func next() async throws -> ByteBuffer? { try await reader.body.next(reader.number) }

        /// Continues at the reader's position.
        package func makeAsyncIterator() -> Self { self }
    }
}

extension SharedBody.State {
    fileprivate var admitsReaders: Bool {
        if case .failure = end { false } else { !isPassing }
    }

    /// Advances a reader: to a piece or the end; nil if neither is there yet.
    fileprivate mutating func next(_ number: Int) -> Result<ByteBuffer?, any Error>? {
        guard let position = positions[number] else { return .success(nil) }
        if position.pieces - dropped < pieces.count {
            positions[number] = SharedBody.Position(pieces: position.pieces + 1)
            let piece = pieces[position.pieces - dropped]
            let rest = piece.getSlice(
                at: piece.readerIndex + position.bytes,
                length: piece.readableBytes - position.bytes
            )
            return .success(rest)
        }
        return end.map { $0.map { nil } }
    }

    fileprivate func hasMore(_ number: Int) -> Bool {
        positions[number].map { $0.pieces - dropped < pieces.count } ?? true
    }

    /// Drops the pieces that all readers of a passing body have read.
    fileprivate mutating func dropRead() {
        guard isPassing else { return }
        let read = (positions.values.map(\.pieces).min() ?? dropped + pieces.count) - dropped
        guard read > 0 else { return }
        pieces.removeFirst(read)
        dropped += read
    }

    /// The bytes that the slowest reader has not read.
    fileprivate var waitingBytes: Int {
        isPassing ? pieces.reduce(0) { $0 + $1.readableBytes } : 0
    }

    fileprivate mutating func drainReaders() -> [CheckedContinuation<Void, Never>] {
        defer { readers = [] }
        return readers
    }

    /// Replaces all pieces by one; readers keep their positions.
    fileprivate mutating func replacePieces(by whole: ByteBuffer) {
        for (reader, position) in positions {
            let read = pieces[..<position.pieces].reduce(position.bytes) { $0 + $1.readableBytes }
            positions[reader] =
                read == length ? SharedBody.Position(pieces: 1) : SharedBody.Position(bytes: read)
        }
        pieces = [whole]
    }
}

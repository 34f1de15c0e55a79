package import NIOCore
import Synchronization

/// A body that one side fills while any number of others read it, each from its begin.
///
/// One that is to be kept is kept whole. When it turns out to be longer than may be kept it passes on: nobody new can read
/// it, what all readers have read goes, and whoever fills it waits for the slowest of them.
package final class SharedBody: Sendable {
    /// How far the slowest reader of a passing body may be behind, in bytes.
    private static let lead = 1 << 20

    fileprivate struct State {
        var pieces: [ByteBuffer] = []
        /// How many pieces went from the begin.
        var dropped = 0
        var length = 0
        var end: Result<Void, any Error>?
        var isPassing = false
        /// The places of readers, by number.
        var places: [Int: Place] = [:]
        var nextReader = 0
        var readers: [CheckedContinuation<Void, Never>] = []
        var filler: CheckedContinuation<Void, Never>?
    }

    /// How far a reader has come: pieces, and bytes of the piece behind them.
    fileprivate struct Place {
        var pieces = 0
        var bytes = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// Makes an empty one that is kept up to `limit` bytes.
    package init(limit: Int) {
        self.limit = limit
    }

    /// The bytes so far.
    package var length: Int { state.withLock { $0.length } }

    /// The whole, once it is there.
    package var whole: ByteBuffer? {
        state.withLock { state in
            guard !state.isPassing, case .success = state.end else { return nil }
            return state.pieces.first ?? ByteBuffer()
        }
    }

    /// Whether somebody new can still read it.
    package var canBeRead: Bool {
        state.withLock { state in
            if case .failure = state.end { return false }
            return !state.isPassing
        }
    }

    // MARK: Whoever fills it

    /// Fills it from a stream, to its end.
    ///
    /// - Returns: whether it is whole and is kept.
    package func fill(from stream: EdgeBody.Stream) async -> Bool {
        do {
            for try await piece in stream {
                await append(piece)
                // It may have no end.
                if isForNobody { break }
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
            return (state.takeReaders(), state.isPassing && state.waitingBytes > Self.lead)
        }
        for reader in readers { reader.resume() }
        if mustWait { await roomToFill() }
    }

    /// Whether it is neither kept nor read.
    private var isForNobody: Bool { state.withLock { $0.isPassing && $0.places.isEmpty } }

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
        // Joined outside of the lock: the cache looks at this body while it holds its own, and there is nobody else who
        // adds pieces.
        let whole = Self.joined(state.withLock { $0.isPassing ? [] : $0.pieces })
        let (readers, isKept) = state.withLock { state in
            state.end = end
            guard !state.isPassing, case .success = end else { return (state.takeReaders(), false) }
            if let whole { state.replacePieces(by: whole) }
            return (state.takeReaders(), true)
        }
        for reader in readers { reader.resume() }
        return isKept
    }

    /// Makes one piece of several, so that a hit is one write.
    private static func joined(_ pieces: [ByteBuffer]) -> ByteBuffer? {
        guard pieces.count > 1 else { return nil }
        var whole = ByteBuffer()
        whole.reserveCapacity(pieces.reduce(0) { $0 + $1.readableBytes })
        for piece in pieces { whole.writeImmutableBuffer(piece) }
        return whole
    }

    /// Keeps it no longer: while it is being filled it passes on from now, so that what left the cache leaves memory too.
    package func letGo() {
        state.withLock { state in
            guard state.end == nil else { return }
            state.isPassing = true
            state.dropRead()
        }
    }

    // MARK: Readers

    /// A stream from the begin; nil when nobody new can read it.
    package func stream() -> ReaderStream? {
        let number = state.withLock { state -> Int? in
            guard !state.isPassing else { return nil }
            if case .failure = state.end { return nil }
            defer { state.nextReader += 1 }
            state.places[state.nextReader] = Place()
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
            state.places[number] = nil
            state.dropRead()
            return state.waitingBytes <= Self.lead ? state.filler.take() : nil
        }
        filler?.resume()
    }

    /// Somebody who reads; gone with the last reference to it.
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
    package struct ReaderStream: AsyncSequence, Sendable {
        package typealias Element = ByteBuffer
        package typealias Failure = any Error

        fileprivate let reader: Reader

        /// Reads one piece after another.
        package struct AsyncIterator: AsyncIteratorProtocol {
            fileprivate let reader: Reader

            /// The next piece; nil at the end.
            package func next() async throws -> ByteBuffer? { try await reader.body.next(reader.number) }
        }

        /// Goes on where the reader is.
        package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader) }
    }
}

extension SharedBody.State {
    /// What a reader gets next: a piece, the end, or nothing yet.
    fileprivate mutating func next(_ number: Int) -> Result<ByteBuffer?, any Error>? {
        guard let place = places[number] else { return .success(nil) }
        if place.pieces - dropped < pieces.count {
            places[number] = SharedBody.Place(pieces: place.pieces + 1)
            let piece = pieces[place.pieces - dropped]
            let rest = piece.getSlice(
                at: piece.readerIndex + place.bytes,
                length: piece.readableBytes - place.bytes
            )
            return .success(rest)
        }
        return end.map { $0.map { nil } }
    }

    fileprivate func hasMore(_ number: Int) -> Bool {
        places[number].map { $0.pieces - dropped < pieces.count } ?? true
    }

    /// Lets go of what all readers of a passing body have read.
    fileprivate mutating func dropRead() {
        guard isPassing else { return }
        let read = (places.values.map(\.pieces).min() ?? dropped + pieces.count) - dropped
        guard read > 0 else { return }
        pieces.removeFirst(read)
        dropped += read
    }

    /// What is there for the slowest reader.
    fileprivate var waitingBytes: Int {
        isPassing ? pieces.reduce(0) { $0 + $1.readableBytes } : 0
    }

    fileprivate mutating func takeReaders() -> [CheckedContinuation<Void, Never>] {
        defer { readers = [] }
        return readers
    }

    /// Puts one piece in the place of all; readers on their way go on where they are.
    fileprivate mutating func replacePieces(by whole: ByteBuffer) {
        for (reader, place) in places {
            let read = pieces[..<place.pieces].reduce(place.bytes) { $0 + $1.readableBytes }
            places[reader] =
                read == length ? SharedBody.Place(pieces: 1) : SharedBody.Place(bytes: read)
        }
        pieces = [whole]
    }
}

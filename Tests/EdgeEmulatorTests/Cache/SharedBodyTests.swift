import EdgeEmulator
import NIOCore
import Synchronization
import Testing

/// A body with one producer and many readers.
@Suite struct SharedBodyTests {
    struct Broken: Error {}

    /// A stream that counts how often it is asked for a piece.
    private struct Endless: AsyncSequence, Sendable {
        typealias Element = ByteBuffer
        typealias Failure = any Error

        let piece: ByteBuffer
        let limit: Int
        let asked = Counter()
        var onAsk: @Sendable (Int) -> Void = { _ in }

        struct AsyncIterator: AsyncIteratorProtocol {
            let stream: Endless

            func next() async throws -> ByteBuffer? {
                let count = stream.asked.increase()
                stream.onAsk(count)
                return count <= stream.limit ? stream.piece : nil
            }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }
    }

    private final class Counter: Sendable {
        private let count = Atomic<Int>(0)
        var value: Int { count.load(ordering: .relaxed) }
        func increase() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    private typealias Pipe = (
        stream: AsyncThrowingStream<ByteBuffer, any Error>,
        end: AsyncThrowingStream<ByteBuffer, any Error>.Continuation
    )

    private func pipe() -> Pipe {
        let (stream, continuation) = AsyncThrowingStream.makeStream(
            of: ByteBuffer.self,
            throwing: (any Error).self
        )
        return (stream, continuation)
    }

    private func text(_ stream: SharedBody.ReaderStream) async throws -> String {
        var whole = ByteBuffer()
        for try await piece in stream { whole.writeImmutableBuffer(piece) }
        return String(buffer: whole)
    }

    @Test func `an empty body is complete at once`() async throws {
        let body = SharedBody(limit: 10)
        let early = try #require(body.stream())
        let (stream, end) = pipe()
        end.finish()

        #expect(await body.fill(from: stream))
        #expect(try await text(early) == "" && body.whole == ByteBuffer() && body.length == 0)
    }

    @Test func `readers that join late read all of it`() async throws {
        let body = SharedBody(limit: 1000)
        let (stream, end) = pipe()
        async let isKept = body.fill(from: stream)
        var readings: [Task<String, any Error>] = []
        var expected = ""
        for number in 0..<20 {
            let reader = try #require(body.stream())
            readings.append(Task { try await text(reader) })
            // The next one joins after a reader has read this piece; no other reader is waited for.
            let witness = try #require(body.stream())
            end.yield(ByteBuffer(string: "\(number),"))
            expected += "\(number),"
            let pieces = witness.makeAsyncIterator()
            for _ in 0...number { _ = try await pieces.next() }
        }
        end.finish()

        #expect(await isKept)
        for reading in readings { #expect(try await reading.value == expected) }
        #expect(body.whole.map { String(buffer: $0) } == expected)
        let late = try #require(body.stream())
        #expect(try await text(late) == expected)
    }

    @Test func `joining the pieces at the end keeps the position of a reader`() async throws {
        let body = SharedBody(limit: 1000)
        let (stream, end) = pipe()
        let reader = try #require(body.stream())
        let pieces = reader.makeAsyncIterator()
        for piece in ["ab", "cd", "ef"] { end.yield(ByteBuffer(string: piece)) }
        async let isKept = body.fill(from: stream)
        let first = try await pieces.next()
        end.finish()
        _ = await isKept

        #expect(first == ByteBuffer(string: "ab"))
        #expect(body.whole == ByteBuffer(string: "abcdef"))
        #expect(try await pieces.next() == ByteBuffer(string: "cdef"))
        #expect(try await pieces.next() == nil)
        #expect(try await pieces.next() == nil)
    }

    @Test func `a producer's error reaches all readers after the pieces before it`() async throws {
        let body = SharedBody(limit: 1000)
        let (stream, end) = pipe()
        let readers = (0..<3).compactMap { _ in body.stream() }
        end.yield(ByteBuffer(string: "ab"))
        end.finish(throwing: Broken())

        #expect(await !body.fill(from: stream))
        for reader in readers {
            let pieces = reader.makeAsyncIterator()
            #expect(try await pieces.next() == ByteBuffer(string: "ab"))
            await #expect(throws: Broken.self) { try await pieces.next() }
        }
        #expect(body.whole == nil && !body.canBeRead && body.stream() == nil)
    }

    @Test func `a body of the limit is kept, one byte more passes through`() async throws {
        for (length, isKept) in [(10, true), (11, false)] {
            let body = SharedBody(limit: 10)
            let reader = try #require(body.stream())
            let (stream, end) = pipe()
            end.yield(ByteBuffer(repeating: 0x61, count: length - 1))
            end.yield(ByteBuffer(string: "b"))
            end.finish()

            #expect(await body.fill(from: stream) == isKept)
            #expect((body.whole != nil) == isKept && body.canBeRead == isKept)
            #expect((body.stream() != nil) == isKept)
            #expect(try await text(reader).count == length)
        }
    }

    @Test func `the producer of a passing body waits for its slowest reader`() async throws {
        let body = SharedBody(limit: 10)
        let slow = try #require(body.stream())
        let quick = try #require(body.stream())
        let (asks, ask) = AsyncStream.makeStream(of: Int.self)
        let piece = ByteBuffer(repeating: 0x61, count: 1 << 19)
        let source = Endless(piece: piece, limit: 8, onAsk: { ask.yield($0) })
        let filling = Task { await body.fill(from: source) }
        var asked = asks.makeAsyncIterator()
        // Two pieces fill the lead, the third exceeds it, and the producer does not ask for a fourth.
        for _ in 1...3 { _ = await asked.next() }
        let quickPieces = quick.makeAsyncIterator()
        for _ in 1...3 { _ = try await quickPieces.next() }
        #expect(source.asked.value == 3)

        let slowPieces = slow.makeAsyncIterator()
        _ = try await slowPieces.next()
        #expect(await asked.next() == 4)
        let reading = Task { try await text(quick) }
        var count = 1
        while try await slowPieces.next() != nil { count += 1 }

        #expect(count == 8)
        #expect(try await reading.value.utf8.count == 5 << 19)
        #expect(await !filling.value)
    }

    @Test func `a reader that leaves delays nobody`() async throws {
        let body = SharedBody(limit: 10)
        let stays = try #require(body.stream())
        let (asks, ask) = AsyncStream.makeStream(of: Int.self)
        let piece = ByteBuffer(repeating: 0x61, count: 1 << 19)
        let source = Endless(piece: piece, limit: 8, onAsk: { ask.yield($0) })
        do {
            let leaves = try #require(body.stream())
            _ = consume leaves
        }
        let filling = Task { await body.fill(from: source) }
        var asked = asks.makeAsyncIterator()
        for _ in 1...3 { _ = await asked.next() }

        #expect(try await text(stays).utf8.count == 8 << 19)
        #expect(await !filling.value)
    }

    @Test func `a passing body without readers is no longer filled`() async {
        let body = SharedBody(limit: 10)
        let source = Endless(piece: ByteBuffer(string: "abcdef"), limit: .max)

        #expect(await !body.fill(from: source))
        #expect(source.asked.value == 2)
    }

    @Test func `empty pieces are dropped`() async throws {
        let body = SharedBody(limit: 10)
        let reader = try #require(body.stream())
        let (stream, end) = pipe()
        for piece in ["", "a", "", "b", ""] { end.yield(ByteBuffer(string: piece)) }
        end.finish()

        #expect(await body.fill(from: stream))
        #expect(try await text(reader) == "ab")
    }

    // MARK: No longer kept

    @Test func `a body that is no longer kept stays readable for its readers`() async throws {
        let body = SharedBody(limit: 10)
        let early = try #require(body.stream())
        let (stream, end) = pipe()
        let filling = Task { await body.fill(from: stream) }
        end.yield(ByteBuffer(string: "ab"))
        let pieces = early.makeAsyncIterator()
        #expect(try await pieces.next() == ByteBuffer(string: "ab"))

        body.stopKeeping()
        #expect(!body.canBeRead && body.stream() == nil)
        end.yield(ByteBuffer(string: "cd"))
        end.finish()

        #expect(try await pieces.next() == ByteBuffer(string: "cd"))
        #expect(try await pieces.next() == nil)
        #expect(await !filling.value)
        #expect(body.whole == nil && !body.canBeRead)
    }

    @Test func `a body that is no longer kept and has no readers is no longer filled`() async {
        let body = SharedBody(limit: 100)
        let source = Endless(piece: ByteBuffer(string: "a"), limit: .max) {
            if $0 == 3 { body.stopKeeping() }
        }

        #expect(await !body.fill(from: source))
        #expect(source.asked.value == 3)
    }

    @Test func `a complete body stays complete`() async throws {
        let body = SharedBody(limit: 10)
        let (stream, end) = pipe()
        end.yield(ByteBuffer(string: "ab"))
        end.finish()
        #expect(await body.fill(from: stream))

        body.stopKeeping()

        #expect(body.whole == ByteBuffer(string: "ab"))
        #expect(try await text(#require(body.stream())) == "ab")
    }

    @Test func `readers get all of it, whenever it stops being kept`() async throws {
        for moment in 1...40 {
            let body = SharedBody(limit: 1 << 20)
            let readers = (0..<4).compactMap { _ in body.stream() }
            let piece = ByteBuffer(string: "0123456789")
            let source = Endless(piece: piece, limit: 40) { if $0 == moment { body.stopKeeping() } }
            let reading = readers.map { reader in Task { try await text(reader).utf8.count } }

            #expect(await !body.fill(from: source))
            for reader in reading { #expect(try await reader.value == 400) }
        }
    }
}

import FoundationEssentials
import FunctionLogs
import Invocations
import Testing

/// Reading while others write.
@Suite struct FollowingTests {
    private static let start = StoppedClock.newYear
    private static let query = LogQuery(.function("auth"))

    @Test func `entries of another connection are seen`() async throws {
        try await withTwoStores { reader, writer in
            await writer.write(LogBatch("before"))
            let page = try await reader.page(Self.query)
            var iterator = reader.follow(Self.query, after: page.end).makeAsyncIterator()
            await writer.write(LogBatch("after", at: Self.start + 1))

            #expect(page.messages == ["before"])
            #expect(try await iterator.next()?.map(\.entry.message) == ["after"])
            await writer.write(LogBatch("later", at: Self.start + 2))
            #expect(try await iterator.next()?.map(\.entry.message) == ["later"])
        }
    }

    @Test func `a waiting reader gets new entries`() async throws {
        try await withTwoStores { reader, writer in
            let following = reader.follow(Self.query, after: try await reader.page(Self.query).end)
            let first = Task { () -> [String]? in
                var iterator = following.makeAsyncIterator()
                return try await iterator.next()?.map(\.entry.message)
            }
            await writer.write(LogBatch("one"))

            #expect(try await first.value == ["one"])
        }
    }

    @Test func `following continues after a page without gap or repetition`() async throws {
        try await withTwoStores { reader, writer in
            let count = 3000
            let background = Task {
                let log = LogWriter(to: writer)
                for number in 0..<count {
                    log.append(LogBatch("\(number)", at: Self.start + Int64(number)))
                    if number % 100 == 0 { await log.flush() }
                }
                await log.close()
            }
            var query = Self.query
            var messages: [String] = []
            var end: LogCursor?
            repeat {
                query.after = end
                let page = try await reader.page(query)
                messages += page.messages
                if page.lines.isEmpty, end != nil { break }
                end = page.end
            } while true
            var iterator = reader.follow(query, after: try #require(end)).makeAsyncIterator()
            while messages.count < count, let lines = try await iterator.next() {
                messages += lines.map(\.entry.message)
            }
            await background.value

            #expect(messages == (0..<count).map(String.init))
        }
    }

    @Test func `other functions, other regions and older entries are left out`() async throws {
        try await withTwoStores { reader, writer in
            let query = LogQuery(.function("auth"), regions: [.usEast1], since: Self.start)
            var iterator = reader.follow(query, after: try await reader.page(query).end).makeAsyncIterator()
            await writer.write(
                LogBatch("another function's", function: "other"),
                LogBatch("another region's", region: try .named("eu-west-1")),
                LogBatch("too old", at: Self.start - 1),
                LogBatch("mine")
            )

            #expect(try await iterator.next()?.map(\.entry.message) == ["mine"])
        }
    }

    @Test func `groups and regions created later are followed too`() async throws {
        try await withTwoStores { reader, writer in
            var iterator = reader.follow(Self.query, after: try await reader.page(Self.query).end)
                .makeAsyncIterator()
            await writer.write(LogBatch("one"))
            #expect(try await iterator.next()?.map(\.entry.message) == ["one"])
            await writer.write(LogBatch("two", region: try .named("ap-south-1")))

            #expect(try await iterator.next()?.map(\.group.region.name) == ["ap-south-1"])
        }
    }

    @Test func `new entries are not confused with deleted ones`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            await store.write(LogBatch("old"))
            var iterator = store.follow(Self.query, after: try await store.page(Self.query).end)
                .makeAsyncIterator()
            clock.set(to: Self.start + 181 * StoppedClock.day)
            try await store.removeExpired()
            await store.write(LogBatch("new", at: clock.now()))

            #expect(try await iterator.next()?.map(\.entry.message) == ["new"])
        }
    }

    @Test func `many entries come in several chunks, in order`() async throws {
        try await withTwoStores { reader, writer in
            var iterator = reader.follow(Self.query, after: try await reader.page(Self.query).end)
                .makeAsyncIterator()
            let entries = (0..<2500).map {
                LogEntry(epochMilliseconds: Self.start + Int64($0), stream: .stdout, message: "\($0)")
            }
            let group = LogGroup(.function("auth"), in: .usEast1)
            await writer.write(LogBatch(group: group, streamName: "s", requestId: nil, entries: entries))
            var sizes: [Int] = []
            var messages: [String] = []
            while messages.count < 2500, let lines = try await iterator.next() {
                sizes.append(lines.count)
                messages += lines.map(\.entry.message)
            }

            #expect(sizes == [1000, 1000, 500])
            #expect(messages == entries.map(\.message))
        }
    }

    @Test func `following ends when its task is cancelled`() async throws {
        try await withTwoStores { reader, _ in
            let following = reader.follow(Self.query, after: try await reader.page(Self.query).end)
            let task = Task { () -> Int in
                var count = 0
                for try await lines in following { count += lines.count }
                return count
            }
            task.cancel()

            #expect(try await task.value == 0)
        }
    }

    @Test func `a removed file is an error`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file)
            var iterator = store.follow(Self.query, after: try await store.page(Self.query).end)
                .makeAsyncIterator()
            try FileManager.default.removeItem(atPath: file)
            let error = await #expect(throws: LogStoreError.self) { _ = try await iterator.next() }

            #expect(error?.code == .removed)
        }
    }

    private func withTwoStores(_ body: (LogStore, LogStore) async throws -> Void) async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            try await body(LogStore.open(file, now: clock.now), LogStore.open(file, now: clock.now))
        }
    }
}

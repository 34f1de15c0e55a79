import FunctionLogs
import GRDB
import Invocations
import Testing

/// Expiry of entries, with a clock that the tests set.
@Suite struct RetentionTests {
    private static let day = StoppedClock.day
    private static let start = StoppedClock.newYear

    @Test(arguments: [1, 180, 3653])
    func `an entry of exactly the maximum age stays, and expires a millisecond later`(days: Int)
        async throws
    {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            try await store.set(.function("auth"), to: .kept(LogRetention(days: days)))
            await store.write(LogBatch("one"))

            clock.set(to: Self.start + Int64(days) * Self.day)
            #expect(try await store.removeExpired() == 0)
            #expect(try await store.messages() == ["one"])

            clock.set(to: Self.start + Int64(days) * Self.day + 1)
            #expect(try await store.messages() == [])
            #expect(try await store.removeExpired() == 1)
            #expect(try await store.removeExpired() == 0)
        }
    }

    @Test func `the default is 180 days`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            await store.write(LogBatch("one"))

            clock.set(to: Self.start + 180 * Self.day)
            #expect(try await store.removeExpired() == 0)
            clock.set(to: Self.start + 180 * Self.day + 1)
            #expect(try await store.removeExpired() == 1)
        }
    }

    @Test func `old entries are removed when retention shrinks, in those regions`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock(at: Self.start + 2 * Self.day)
            let store = try LogStore.open(file, now: clock.now)
            let london = try EdgeRegion.named("eu-west-2")
            await store.write(
                LogBatch("old"),
                LogBatch("new", at: clock.now()),
                LogBatch("old in London", region: london)
            )
            try await store.set(.function("auth"), in: [.usEast1], to: .kept(LogRetention(days: 1)))

            #expect(try await store.messages() == ["old in London", "new"])
            #expect(try await count("logEvent", in: file) == 2)
        }
    }

    @Test func `growing retention neither restores nor removes entries`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock(at: Self.start + 200 * Self.day)
            let store = try LogStore.open(file, now: clock.now)
            try await store.set(.function("auth"), to: .kept(LogRetention(days: 365)))
            await store.write(LogBatch("one"))
            try await store.set(.function("auth"), to: .kept(LogRetention(days: 3653)))

            #expect(try await store.messages() == ["one"])
        }
    }

    @Test func `streams are removed with their last entry`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            await store.write(
                LogBatch("one", stream: "a"),
                LogBatch("two", at: Self.start + Self.day, stream: "a"),
                LogBatch("three", stream: "b")
            )
            clock.set(to: Self.start + 180 * Self.day + 1)

            #expect(try await store.removeExpired() == 2)
            #expect(try await count("logStream", in: file) == 1)
            #expect(try await store.messages() == ["two"])
        }
    }

    @Test func `a disabled group keeps nothing, earlier or later`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: StoppedClock().now)
            await store.write(LogBatch("before"), LogBatch("other", function: "other"))
            try await store.set(.function("auth"), to: .disabled)
            let formatting = Witness()
            let batch = LogBatch(
                group: LogGroup(.function("auth"), in: .usEast1),
                streamName: "s",
                requestId: nil,
                weight: .init(entries: 1, bytes: 1),
                entries: {
                    formatting.note()
                    return []
                }
            )
            await store.write(LogBatch("after"), batch)

            #expect(try await store.messages() == [])
            #expect(try await count("logEvent", in: file) == 1)
            #expect(try await count("logStream", in: file) == 1)
            #expect(!formatting.wasCalled)
            #expect(try await store.groupNames().contains(.function("auth")))
        }
    }

    @Test func `a group that is enabled again keeps later entries`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: StoppedClock().now)
            try await store.set(.function("auth"), to: .disabled)
            await store.write(LogBatch("lost"))
            try await store.set(.function("auth"), to: .standard)
            await store.write(LogBatch("kept"))

            #expect(try await store.messages() == ["kept"])
        }
    }

    @Test(arguments: [1999, 2000, 2001, 4000])
    func `any number of entries is removed`(number: Int) async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            let entries = (0..<number).map { _ in
                LogEntry(epochMilliseconds: Self.start, stream: .stdout, message: "x")
            }
            let group = LogGroup(.function("auth"), in: .usEast1)
            await store.write(
                LogBatch(group: group, streamName: "s", requestId: nil, entries: entries),
                LogBatch("new", at: Self.start + Self.day, stream: "t")
            )
            clock.set(to: Self.start + 180 * Self.day + 1)

            #expect(try await store.removeExpired() == number)
            #expect(try await store.messages() == ["new"])
            #expect(try await count("logStream", in: file) == 1)
        }
    }

    @Test func `a writer removes expired entries at its start`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            await store.write(LogBatch("old"))
            clock.set(to: Self.start + 181 * Self.day)
            // Closing waits for the thread, whose first work is the removal.
            let changes = try await changes(in: file) { await LogWriter(to: store).close() }

            #expect(changes == 0)
        }
    }

    @Test(arguments: [(3_599_999, 1), (3_600_000, 0)])
    func `a writer removes expired entries hourly`(passed: Int64, left: Int) async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            try await store.set(.function("auth"), to: .kept(LogRetention(days: 1)))
            let writer = LogWriter(to: store)
            writer.append(LogBatch("old", at: Self.start - Self.day))
            await writer.flush()
            clock.set(to: Self.start + passed)
            writer.append(LogBatch("other", at: clock.now(), function: "other"))
            await writer.close()

            let remaining = try await count("logEvent", in: file) - 1
            #expect(remaining == left)
        }
    }

    private func changes(in file: String, after body: () async -> Void) async throws -> Int {
        await body()
        return try await count("logEvent", in: file)
    }

    private func count(_ table: String, in file: String) async throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: file, configuration: configuration)
        return try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }
}

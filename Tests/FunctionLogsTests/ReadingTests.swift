import FunctionLogs
import Invocations
import Testing

/// The results of queries, their order and their pages.
@Suite struct ReadingTests {
    private static let start = StoppedClock.newYear

    @Test func `entries are ordered by time across regions`() async throws {
        try await withStore { store in
            let frankfurt = try EdgeRegion.named("eu-central-1")
            await store.write(
                LogBatch("4", at: Self.start + 4, region: frankfurt),
                LogBatch("1", at: Self.start + 1),
                LogBatch("3", at: Self.start + 3),
                LogBatch("2", at: Self.start + 2, region: frankfurt)
            )
            let page = try await store.page(LogQuery(.function("auth")))

            #expect(page.messages == ["1", "2", "3", "4"])
            #expect(page.lines.map(\.group.region) == [.usEast1, frankfurt, .usEast1, frankfurt])
        }
    }

    @Test func `entries of the same time keep the order of writing`() async throws {
        try await withStore { store in
            let regions = EdgeRegion.all
            for number in 0..<26 {
                await store.write(LogBatch("\(number)", region: regions[number * 5 % regions.count]))
            }

            let found = try await store.messages()
            #expect(found == (0..<26).map(String.init))
        }
    }

    @Test func `an entry keeps all its parts`() async throws {
        try await withStore { store in
            let entries = [LogEntry.Stream.stdout, .stderr, .platform].map {
                LogEntry(epochMilliseconds: Self.start, stream: $0, message: "\($0)")
            }
            let group = LogGroup(.distribution("E1"), in: try .named("sa-east-1"))
            await store.write(LogBatch(group: group, streamName: "s", requestId: "r", entries: entries))
            let lines = try await store.page(LogQuery(group.name)).lines

            #expect(lines.map(\.entry) == entries)
            #expect(lines.allSatisfy { $0.group == group && $0.streamName == "s" && $0.requestId == "r" })
        }
    }

    @Test(arguments: [
        "", "\u{0}", "a\u{0}b", "\u{0}\u{0}", "one\rtwo", "one\ntwo\n", "Zürich, 東京, 🐟", "e\u{301}",
        "\u{FEFF}",
        "'; DROP TABLE logEvent; --", "\" OR 1=1", "%s%n", "\u{1B}[31mred", "\u{10FFFF}\u{FFFF}",
        String(repeating: "é", count: 524_288), String(repeating: "\u{0}", count: 1 << 20),
    ])
    func `a message comes back as it was written`(message: String) async throws {
        try await withStore { store in
            await store.write(LogBatch(message))
            let found = try await store.messages()

            #expect(found.map { Array($0.utf8) } == [Array(message.utf8)])
        }
    }

    @Test(arguments: [
        "", "'", "\"", "a' OR 'a'='a", "x'); DROP TABLE logGroup; --", "a%", "_", "a\u{0}b", "a\nb",
        "ünïcode",
        String(repeating: "n", count: 10_000),
    ])
    func `special characters in names have no effect`(name: String) async throws {
        try await withStore { store in
            await store.write(
                LogBatch("mine", function: name, stream: name, requestId: name),
                LogBatch("another's", function: "auth")
            )
            let lines = try await store.page(LogQuery(.function(name))).lines

            #expect(lines.map(\.entry.message) == ["mine"])
            #expect(lines.first?.streamName == name)
            #expect(lines.first?.requestId == name)
            let found = try await store.groupNames().count
            #expect(found == 2)
        }
    }

    @Test func `names that differ after a NUL are distinct`() async throws {
        try await withStore { store in
            await store.write(LogBatch("a", function: "f\u{0}a"), LogBatch("b", function: "f\u{0}b"))

            let found = try await store.messages(of: "f\u{0}b")
            #expect(found == ["b"])
            let found2 = try await store.messages(of: "f")
            #expect(found2 == [])
        }
    }

    @Test func `a missing group has no entries`() async throws {
        try await withStore { store in
            await store.write(LogBatch("one"))

            let found = try await store.messages(of: "other")
            #expect(found == [])
            let found2 = try await store.messages(of: "AUTH")
            #expect(found2 == [])
        }
    }

    @Test func `only the requested regions are read`() async throws {
        try await withStore { store in
            for region in EdgeRegion.all { await store.write(LogBatch(region.name, region: region)) }
            let some: [EdgeRegion] = try [.named("eu-west-1"), .named("us-west-2")]
            let found = try await store.page(LogQuery(.function("auth"), regions: some)).messages
            let none = try await store.page(LogQuery(.function("auth"), regions: [])).messages

            #expect(found == ["us-west-2", "eu-west-1"])
            #expect(none == [])
        }
    }

    @Test(arguments: [(0, 3), (1, 2), (2, 1), (3, 0), (-1, 3)])
    func `entries from the earliest time on are read, and none before`(since: Int64, count: Int) async throws
    {
        try await withStore { store in
            await store.write(LogBatch("0", "1", "2", at: Self.start))
            let query = LogQuery(.function("auth"), since: Self.start + since)

            let found = try await store.page(query).lines.count
            #expect(found == count)
        }
    }

    @Test(arguments: [
        (LogQuery.Extent.first(2), ["0", "1"]), (.last(2), ["3", "4"]), (.first(0), []), (.last(0), []),
        (.first(-1), []), (.last(99), ["0", "1", "2", "3", "4"]), (.first(.max), ["0", "1", "2", "3", "4"]),
    ])
    func `an extent limits from its end, in order`(extent: LogQuery.Extent, expected: [String]) async throws {
        try await withStore { store in
            await store.write(LogBatch("0", "1", "2", "3", "4"))

            let found = try await store.page(LogQuery(.function("auth"), extent: extent)).messages
            #expect(found == expected)
        }
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func `pages have every entry once, even at equal times`(size: Int) async throws {
        try await withStore { store in
            let regions = EdgeRegion.all
            for number in 0..<40 {
                let moment = Self.start + Int64(number / 9)
                await store.write(LogBatch("\(number)", at: moment, region: regions[number % 13]))
            }
            let (pages, _) = try await pages(of: store, size: size)

            #expect(pages.flatMap(\.self) == (0..<40).map(String.init))
        }
    }

    @Test func `all pages show the store as it was at the first`() async throws {
        try await withStore { store in
            await store.write(LogBatch("0", "2", "4"))
            var query = LogQuery(.function("auth"), extent: .first(2))
            let first = try await store.page(query)
            await store.write(LogBatch("new", at: Self.start + 1), LogBatch("newer", at: Self.start + 9))
            query.after = first.end
            let second = try await store.page(query)
            query.after = second.end
            let third = try await store.page(query)

            #expect(first.messages + second.messages + third.messages == ["0", "2", "4"])
            #expect(third.end == second.end)
        }
    }

    @Test(arguments: [Int64.min, -1, 0, Int64.max])
    func `extreme times are read back`(moment: Int64) async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: { moment })
            let group = LogGroup(.function("auth"), in: .usEast1)
            let entry = LogEntry(epochMilliseconds: moment, stream: .stdout, message: "x")
            await store.write(LogBatch(group: group, streamName: "s", requestId: nil, entries: [entry]))

            // The cursor of a first page precedes every time except the minimum.
            #expect(try await store.messages() == ["x"])
        }
    }

    private func pages(of store: LogStore, size: Int) async throws -> (pages: [[String]], end: LogCursor?) {
        var query = LogQuery(.function("auth"), extent: .first(size))
        var pages: [[String]] = []
        while true {
            let page = try await store.page(query)
            query.after = page.end
            if page.lines.isEmpty { return (pages, page.end) }
            pages.append(page.messages)
        }
    }

    private func withStore(_ body: (LogStore) async throws -> Void) async throws {
        try await withStoreFile { file in
            try await body(LogStore.open(file, now: StoppedClock().now))
        }
    }
}

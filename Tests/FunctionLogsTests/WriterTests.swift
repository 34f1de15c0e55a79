import CloudFrontEvents
import FoundationEssentials
import FunctionLogs
import Glibc
import Invocations
import Synchronization
import Testing

/// Writing to the file, and failures to write.
@Suite struct WriterTests {
    @Test func `appended entries are stored after a flush`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: StoppedClock().now)
            let writer = LogWriter(to: store)
            for number in 0..<2500 {
                writer.append(LogBatch("\(number)", at: StoppedClock.newYear + Int64(number)))
            }
            await writer.flush()
            let query = LogQuery(.function("auth"), extent: .first(5000))

            #expect(try await store.page(query).messages == (0..<2500).map(String.init))
            #expect(writer.lostEntries == 0)
            await writer.close()
        }
    }

    @Test func `a flush with nothing to write returns`() async throws {
        try await withStoreFile { file in
            let writer = LogWriter(to: try LogStore.open(file))
            await writer.flush()
            await writer.close()
            await writer.flush()
            await writer.close()
        }
    }

    @Test func `a line is written without a flush`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: StoppedClock().now)
            let query = LogQuery(.function("auth"))
            let following = store.follow(query, after: try await store.page(query).end)
            let writer = LogWriter(to: store)
            writer.append(LogBatch("one"))
            var iterator = following.makeAsyncIterator()

            #expect(try await iterator.next()?.map(\.entry.message) == ["one"])
        }
    }

    @Test func `closing writes waiting batches, and later ones are ignored`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: StoppedClock().now)
            let writer = LogWriter(to: store)
            writer.append(LogBatch("one"))
            await writer.close()
            writer.append(LogBatch("two"))
            await writer.flush()

            #expect(try await store.messages() == ["one"])
        }
    }

    @Test func `closing while others write loses nothing that was flushed`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: StoppedClock().now)
            let writer = LogWriter(to: store)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        for line in 0..<200 { writer.append(LogBatch("\(line)", stream: "\(number)")) }
                        await writer.flush()
                        await writer.close()
                    }
                }
            }
            let page = try await store.page(LogQuery(.function("auth"), extent: .first(10_000)))
            let streams = Dictionary(grouping: page.lines, by: \.streamName)

            // The first close cuts the others off; what each had appended by then is stored in order.
            #expect(streams.values.contains { $0.count == 200 })
            for lines in streams.values {
                #expect(lines.map(\.entry.message) == lines.indices.map(String.init))
            }
        }
    }

    @Test func `a released writer writes its batches`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: StoppedClock().now)
            let query = LogQuery(.function("auth"))
            var iterator = store.follow(query, after: try await store.page(query).end).makeAsyncIterator()
            do {
                let writer = LogWriter(to: store)
                writer.append(LogBatch("last words"))
            }

            #expect(try await iterator.next()?.map(\.entry.message) == ["last words"])
        }
    }

    @Test func `dropped entries are reported in their stream`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            let writer = LogWriter(to: store, limits: .init(entries: 3, bytes: 1 << 20), onFailure: { _ in })
            for number in 0..<1000 { writer.append(LogBatch("\(number)", at: clock.now() - 1)) }
            await writer.close()
            let page = try await store.page(LogQuery(.function("auth"), extent: .first(2000)))
            let reports = page.lines.filter { $0.entry.stream == .platform }

            #expect(page.lines.count - reports.count == 1000 - writer.lostEntries)
            #expect(!reports.isEmpty)
            #expect(reports.allSatisfy { $0.entry.message.contains("lines are missing here") })
            #expect(reports.first?.streamName == page.lines.first?.streamName)
        }
    }

    @Test func `a removed file is reported once and counted, and blocks nobody`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file, now: StoppedClock().now)
            let failures = Mutex<[LogStoreError]>([])
            let writer = LogWriter(to: store) { error in failures.withLock { $0.append(error) } }
            writer.append(LogBatch("kept"))
            await writer.flush()
            for companion in ["", "-wal", "-shm"] {
                try FileManager.default.removeItem(atPath: file + companion)
            }
            for _ in 0..<3 {
                writer.append(LogBatch("lost", "lost too"))
                await writer.flush()
            }
            await writer.close()

            #expect(writer.lostEntries == 6)
            #expect(failures.withLock { $0.map(\.code) } == [.removed])
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test func `a replacement of the file is not written to`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file)
            let failures = Mutex<[LogStoreError]>([])
            let writer = LogWriter(to: store) { error in failures.withLock { $0.append(error) } }
            await writer.flush()
            try FileManager.default.moveItem(atPath: file, toPath: file + ".old")
            try Data("mine".utf8).write(to: URL(filePath: file))
            writer.append(LogBatch("lost"))
            await writer.close()

            #expect(failures.withLock { $0.map(\.code) } == [.removed])
            #expect(try Data(contentsOf: URL(filePath: file)) == Data("mine".utf8))
        }
    }

    @Test func `a full disk is reported, and the losses once there is room again`() async {
        await #expect(processExitsWith: .success) {
            try await withStoreFile { file in
                _ = signal(SIGXFSZ, SIG_IGN)
                let store = try LogStore.open(file, now: StoppedClock().now)
                let failures = Mutex<[LogStoreError]>([])
                let writer = LogWriter(to: store) { error in failures.withLock { $0.append(error) } }
                let enough = rlimit(rlim_cur: .max, rlim_max: .max)
                var none = rlimit(rlim_cur: 200_000, rlim_max: .max)
                unsafe setrlimit(__rlimit_resource_t(1), &none)
                for _ in 0..<2 {
                    writer.append(LogBatch(String(repeating: "x", count: 1_000_000)))
                    await writer.flush()
                }
                var limit = enough
                unsafe setrlimit(__rlimit_resource_t(1), &limit)
                writer.append(LogBatch("room again"))
                await writer.close()

                let messages = try await store.messages()
                #expect(failures.withLock { $0.map(\.code) } == [.failed], "\(failures.withLock { $0 })")
                #expect(writer.lostEntries == 2)
                #expect(messages.contains("room again"))
                #expect(messages.contains { $0.contains("2 lines are") })
            }
        }
    }

    @Test func `an outcome is formatted when it is written`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let store = try LogStore.open(file, now: clock.now)
            let report = InvocationReport(
                requestId: "request",
                runtime: RuntimeIdentifier(nearest: 18, of: .node),
                coldStart: false,
                initDuration: nil,
                duration: .milliseconds(2),
                cpuTime: .milliseconds(1),
                memoryLimitMB: 128,
                maxMemoryUsedBytes: 1 << 20
            )
            let transcript = InvocationTranscript(
                lines: [LogEntry(epochMilliseconds: clock.now(), stream: .stderr, message: "hm")],
                boundaries: .init(beganAt: clock.now(), version: "1", status: .success)
            )
            let outcome = InvocationOutcome(
                kind: .accepted,
                encodedResult: nil,
                failure: nil,
                transcript: transcript,
                report: report
            )
            let batch = LogBatch(
                of: outcome,
                group: LogGroup(.function("auth"), in: .usEast1),
                streamName: "s"
            )
            await store.write(batch)
            let lines = try await store.page(LogQuery(.function("auth"))).lines

            #expect(batch.weight.entries == 4)
            #expect(lines.map(\.entry) == outcome.logs)
            #expect(lines.allSatisfy { $0.requestId == "request" && $0.streamName == "s" })
        }
    }
}

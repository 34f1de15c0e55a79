import FoundationEssentials
import FunctionLogs
import GRDB
import Glibc
import Invocations
import Testing

/// Opening stores and other files.
@Suite struct OpeningTests {
    @Test func `file, companions and folder are accessible to their owner only`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file)
            await store.write(LogBatch("one"))

            #expect(["", "-wal", "-shm"].map { mode(of: file + $0) } == [0o600, 0o600, 0o600])
            #expect(mode(of: String(file.dropLast("/logs.sqlite".count))) == 0o700)
        }
    }

    @Test func `an existing folder keeps its mode`() async throws {
        try await withStoreFile { file in
            let folder = String(file.dropLast("/logs.sqlite".count))
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            unsafe chmod(folder, 0o755)
            _ = try LogStore.open(file)

            #expect(mode(of: folder) == 0o755)
            #expect(mode(of: file) == 0o600)
        }
    }

    @Test func `the umask does not change the modes`() async {
        await #expect(processExitsWith: .success) {
            for mask in [0, 0o777] as [mode_t] {
                umask(mask)
                let folder =
                    "\(FileManager.default.temporaryDirectory.path())/brink-logs-\(UUID().uuidString)"
                let store = try LogStore.open("\(folder)/logs.sqlite")
                try store.close()
                let modes = ["", "/logs.sqlite"].map { mode(of: folder + $0) }
                umask(0o022)
                try FileManager.default.removeItem(atPath: folder)
                #expect(modes == [0o700, 0o600])
            }
        }
    }

    @Test func `entries are there when the store is opened again`() async throws {
        try await withStoreFile { file in
            let first = try LogStore.open(file)
            await first.write(LogBatch("one"))
            try first.close()
            let second = try LogStore.openExisting(file, now: StoppedClock().now)

            #expect(try await second.messages() == ["one"])
        }
    }

    @Test func `two open stores see what the other writes`() async throws {
        try await withStoreFile { file in
            let clock = StoppedClock()
            let one = try LogStore.open(file, now: clock.now)
            let other = try LogStore.open(file, now: clock.now)
            await one.write(LogBatch("one"))
            await other.write(LogBatch("two", at: StoppedClock.newYear + 1))

            #expect(try await one.messages() == ["one", "two"])
            #expect(try await other.messages() == ["one", "two"])
        }
    }

    @Test func `many can create one store at once`() async throws {
        try await withStoreFile { file in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let store = try LogStore.open(file, now: StoppedClock().now)
                        await store.write(LogBatch("\(number)", at: StoppedClock.newYear + Int64(number)))
                    }
                }
                try await group.waitForAll()
            }
            let store = try LogStore.openExisting(file, now: StoppedClock().now)

            #expect(try await store.messages() == (0..<8).map(String.init))
        }
    }

    @Test func `a file of schema version 1 can be read and written`() async throws {
        try await withStoreFile { file in
            try await makeDatabase(at: file, Self.version1)
            let store = try LogStore.openExisting(file, now: StoppedClock().now)
            await store.write(LogBatch("new", at: StoppedClock.newYear + 1))
            let page = try await store.page(LogQuery(.function("auth")))

            #expect(page.messages == ["old", "new"])
            #expect(page.lines.first?.id == 7)
            #expect(page.lines.first?.streamName == "stream")
            #expect(page.lines.first?.requestId == "request")
            #expect(page.lines.first?.entry.stream == .stderr)
        }
    }

    @Test func `a file of a later version is refused, and stays unchanged`() async throws {
        try await withStoreFile { file in
            try LogStore.open(file).close()
            try await makeDatabase(at: file, ["INSERT INTO grdb_migrations VALUES ('99')"])
            let error = failure { try LogStore.open(file) }

            #expect(error?.code == .newer)
            #expect(error?.description.contains("newer brink") == true)
        }
    }

    @Test(arguments: [
        Data("hello".utf8), Data(repeating: 0, count: 4096), Data(repeating: 0x78, count: 100_000),
        Data("SQLite format 3".utf8), Data("SQLite format 2\u{0}".utf8) + Data(repeating: 0, count: 4080),
    ])
    func `a file that is not a database is refused, and not touched`(content: Data) async throws {
        try await withStoreFile { file in
            try makeFolder(of: file)
            try content.write(to: URL(filePath: file))
            for open in [{ try LogStore.open($0) }, { try LogStore.openExisting($0) }] {
                let error = failure { try open(file) }

                #expect(error?.code == .notAStore)
                #expect(error?.description == "\(file): is not a database, expected function logs")
            }
            #expect(try Data(contentsOf: URL(filePath: file)) == content)
            #expect(try filesBeside(file) == ["logs.sqlite"])
        }
    }

    @Test func `a damaged database is refused`() async throws {
        try await withStoreFile { file in
            try LogStore.open(file).close()
            var content = try Data(contentsOf: URL(filePath: file))
            content.replaceSubrange(
                100..<content.count,
                with: Data(repeating: 0xFF, count: content.count - 100)
            )
            try content.write(to: URL(filePath: file))
            let error = failure { try LogStore.open(file) }

            #expect(error?.code == .notAStore)
            #expect(error?.description.hasPrefix("\(file): ") == true)
            #expect(try Data(contentsOf: URL(filePath: file)) == content)
        }
    }

    @Test(arguments: [
        ["CREATE TABLE account (id)"], ["PRAGMA application_id = 7"],
        ["PRAGMA application_id = 7", "CREATE TABLE logEvent (id)"],
    ])
    func `another program's database is refused, and not touched`(statements: [String]) async throws {
        try await withStoreFile { file in
            try await makeDatabase(at: file, statements)
            let content = try Data(contentsOf: URL(filePath: file))
            let error = failure { try LogStore.open(file) }

            #expect(error?.code == .notAStore)
            #expect(error?.description.contains("another program") == true)
            #expect(try Data(contentsOf: URL(filePath: file)) == content)
        }
    }

    @Test func `opening an existing store does not create one`() async throws {
        try await withStoreFile { file in
            #expect(failure { try LogStore.openExisting(file) }?.code == .absent)
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test func `an empty file has no logs, and can become a store`() async throws {
        try await withStoreFile { file in
            try makeFolder(of: file)
            try Data().write(to: URL(filePath: file))

            #expect(failure { try LogStore.openExisting(file) }?.code == .absent)
            #expect(try await LogStore.open(file).groupNames().isEmpty)
        }
    }

    @Test func `a folder, a pipe and a missing folder are errors`() async throws {
        try await withStoreFile { file in
            try makeFolder(of: file)
            unsafe mkfifo(file + ".pipe", 0o600)
            let folder = String(file.dropLast("/logs.sqlite".count))

            #expect(failure { try LogStore.open(folder) }?.code == .notAStore)
            #expect(failure { try LogStore.open(file + ".pipe") }?.code == .notAStore)
            #expect(failure { try LogStore.open("\(folder)/a/b/logs.sqlite") }?.code == .failed)
            #expect(failure { try LogStore.open("") }?.code == .failed)
            #expect(failure { try LogStore.open("/dev/null") }?.code == .notAStore)
        }
    }

    @Test(arguments: [
        (nil, ".brink/logs.sqlite"), ("stacktape.yml", ".brink/logs.sqlite"),
        ("site/stacktape.yml", "site/.brink/logs.sqlite"), ("/stacktape.yml", "/.brink/logs.sqlite"),
    ])
    func `a project's store is next to its manifest`(manifest: String?, file: String) {
        #expect(LogStore.file(besideManifest: manifest) == file)
    }

    @Test func `reading a closed store is an error`() async throws {
        try await withStoreFile { file in
            let store = try LogStore.open(file)
            try store.close()

            await #expect(throws: LogStoreError.self) { try await store.groupNames() }
        }
    }

    /// The tables of version 1; never change these with the schema.
    private static let version1 = [
        "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)",
        "INSERT INTO grdb_migrations VALUES ('1')", "PRAGMA application_id = \(0x4252_4C47)",
        """
        CREATE TABLE logGroup (id INTEGER PRIMARY KEY, name NOT NULL, region TEXT NOT NULL,
        retentionDays INTEGER NOT NULL, isDisabled INTEGER NOT NULL DEFAULT 0, UNIQUE (name, region))
        """,
        """
        CREATE TABLE logStream (id INTEGER PRIMARY KEY, groupId INTEGER NOT NULL REFERENCES logGroup (id),
        name NOT NULL, createdAt INTEGER NOT NULL, lastEventAt INTEGER NOT NULL, UNIQUE (groupId, name))
        """,
        """
        CREATE TABLE logEvent (id INTEGER PRIMARY KEY AUTOINCREMENT, groupId INTEGER NOT NULL,
        streamId INTEGER NOT NULL, timestamp INTEGER NOT NULL, kind TEXT NOT NULL, requestId, message NOT NULL)
        """,
        "CREATE INDEX logEventByTime ON logEvent (groupId, timestamp)",
        "INSERT INTO logGroup VALUES (3, '/aws/lambda/us-east-1.auth', 'us-east-1', 180, 0)",
        "INSERT INTO logStream VALUES (5, 3, 'stream', 1767225600000, 1767225600000)",
        "INSERT INTO logEvent VALUES (7, 3, 5, 1767225600000, 'stderr', 'request', 'old')",
    ]

    private func failure(_ body: () throws -> LogStore) -> LogStoreError? {
        #expect(throws: LogStoreError.self) { try body() }
    }

    private func makeFolder(of file: String) throws {
        let folder = URL(filePath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func makeDatabase(at file: String, _ statements: [String]) async throws {
        try makeFolder(of: file)
        let queue = try DatabaseQueue(path: file)
        try await queue.writeWithoutTransaction { database in
            for statement in statements { try database.execute(sql: statement) }
        }
        try queue.close()
    }

    private func filesBeside(_ file: String) throws -> [String] {
        let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
        return try FileManager.default.contentsOfDirectory(atPath: folder)
    }
}

private func mode(of file: String) -> mode_t {
    var status = stat()
    return unsafe stat(file, &status) == 0 ? status.st_mode & 0o7777 : 0
}

import GRDB
import Invocations
import SystemPackage

/// The log entries of functions, in an SQLite file that several processes can open at once.
///
/// A committed transaction survives a crash of the process, but a crash of the machine only after the next
/// checkpoint (WAL with `synchronous = NORMAL`).
package final class LogStore: Sendable {
    package let file: String
    /// The clock for retention, in milliseconds since 1970.
    let now: @Sendable () -> Int64

    let pool: DatabasePool
    private let identity: StoreFile.Identity?

    /// Seconds to wait for another writer.
    static let patience = 5.0

    /// Opens a store, and creates a missing one: file and folder, accessible to their owner only.
    ///
    /// Blocks the thread for some milliseconds. Files of other programs are left untouched.
    package static func open(
        _ file: String,
        now: @escaping @Sendable () -> Int64 = { WallClock.epochMilliseconds }
    ) throws(LogStoreError) -> LogStore {
        try LogStore(StoreFile(path: file), now: now)
    }

    /// Opens an existing store, as ``open(_:now:)`` does; fails with the code `absent` if there is none.
    package static func openExisting(
        _ file: String,
        now: @escaping @Sendable () -> Int64 = { WallClock.epochMilliseconds }
    ) throws(LogStoreError) -> LogStore {
        let storeFile = StoreFile(path: file)
        guard ![.nothing, .empty].contains(storeFile.kind) else {
            throw LogStoreError(.absent, file: file, "no such file: no function has logged yet")
        }
        return try LogStore(storeFile, now: now)
    }

    /// Returns the path of a project's store: in the folder `.brink` beside the manifest, or in the current folder.
    package static func file(besideManifest manifest: String?) -> String {
        FilePath(manifest ?? "").removingLastComponent().appending(".brink/logs.sqlite").string
    }

    private init(_ storeFile: StoreFile, now: @escaping @Sendable () -> Int64) throws(LogStoreError) {
        file = storeFile.path
        self.now = now
        pool = try Self.openPool(at: storeFile)
        identity = storeFile.identity
    }

    /// Closes the store's connections; pending reads and writes fail.
    package func close() throws(LogStoreError) {
        try LogStoreError.converting(file) { try pool.close() }
    }

    /// Checks that the open file is still the one at its path: SQLite would keep using a removed one.
    func checkFile() throws(LogStoreError) {
        guard StoreFile(path: file).identity == identity else {
            let problem = "was removed or replaced while open: restart the program to log again"
            throw LogStoreError(.removed, file: file, problem)
        }
    }

    /// Reads in one transaction.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(LogStoreError) -> Result {
        do {
            return try await pool.read(body)
        } catch {
            throw LogStoreError(error, file: file)
        }
    }

    /// Writes in one transaction.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(LogStoreError) -> Result {
        do {
            return try await pool.write(body)
        } catch {
            throw LogStoreError(error, file: file)
        }
    }
}

// MARK: Opening

extension LogStore {
    private static func openPool(at file: StoreFile) throws(LogStoreError) -> DatabasePool {
        if file.kind == .nothing { try file.createFolder() }
        return try file.whileFolderIsLocked { () throws(LogStoreError) in
            switch file.kind {
            case .nothing: try file.createFile()
            case .empty: break
            case .filled: try check(file.path)
            case .other:
                throw LogStoreError(.notAStore, file: file.path, "is not a regular file, expected a database")
            }
            return try migratedPool(at: file.path)
        }
    }

    private static func migratedPool(at file: String) throws(LogStoreError) -> DatabasePool {
        try LogStoreError.converting(file) {
            let pool = try DatabasePool(path: file, configuration: configuration(isReadOnly: false))
            try LogSchema.migrator.migrate(pool)
            return pool
        }
    }

    /// Refuses other files and stores of later versions, without touching them.
    private static func check(_ file: String) throws(LogStoreError) {
        try LogStoreError.converting(file) {
            let queue = try DatabaseQueue(path: file, configuration: configuration(isReadOnly: true))
            defer { try? queue.close() }
            try queue.read { database in
                let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id")
                if owner != LogSchema.applicationId {
                    // A process that ended while it created the file may have left one without our tables.
                    let foreign = "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
                    guard owner == 0, try Int.fetchOne(database, sql: foreign) == 0 else {
                        throw LogStoreError(
                            .notAStore,
                            file: file,
                            "is the database of another program, expected function logs"
                        )
                    }
                }
                guard try !LogSchema.migrator.hasBeenSuperseded(database) else {
                    throw LogStoreError(
                        .newer,
                        file: file,
                        "was written by a newer brink: update this one, which reads schema version "
                            + (LogSchema.migrator.migrations.last ?? "")
                    )
                }
            }
        }
    }

    static func configuration(isReadOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(patience)
        return configuration
    }
}

import GRDB
public import HandlerRuntime

/// What functions logged, in an SQLite file that several processes can have open at once.
///
/// A transaction that has ended survives the end of the process; that of the machine it survives when SQLite has
/// got round to it (WAL with `synchronous = NORMAL`).
public final class LogStore: Sendable {
    /// The database's file.
    public let file: String
    /// Milliseconds since 1970, by which old entries go.
    let now: @Sendable () -> Int64

    let pool: DatabasePool
    private let identity: StoreFile.Identity?

    /// How long somebody who writes is waited for.
    static let patience = 5.0

    /// Opens a store, and makes it when it is not there: the file, and its folder, for their owner alone.
    ///
    /// It blocks the thread for some milliseconds.
    ///
    /// - Parameters:
    ///   - file: the path of the file.
    ///   - now: tells milliseconds since 1970.
    /// - Returns: the store.
    /// - Throws: ``LogStoreError``. A file that is no store is not touched.
    public static func open(
        _ file: String,
        now: @escaping @Sendable () -> Int64 = { WallClock.epochMilliseconds }
    ) throws(LogStoreError) -> LogStore {
        try LogStore(StoreFile(path: file), now: now)
    }

    /// Opens a store that is there.
    ///
    /// It blocks the thread for some milliseconds.
    ///
    /// - Parameters:
    ///   - file: the path of the file.
    ///   - now: tells milliseconds since 1970.
    /// - Returns: the store.
    /// - Throws: ``LogStoreError``, with the code `absent` when it is not there.
    public static func openExisting(
        _ file: String,
        now: @escaping @Sendable () -> Int64 = { WallClock.epochMilliseconds }
    ) throws(LogStoreError) -> LogStore {
        let place = StoreFile(path: file)
        guard place.kind != .nothing, place.kind != .empty else {
            throw LogStoreError(.absent, file: file, "no such file, so no function has logged to it yet")
        }
        return try LogStore(place, now: now)
    }

    /// The file of the project that a manifest describes.
    ///
    /// - Parameter manifest: the manifest's path; without one, the project is the current folder.
    /// - Returns: a path in the folder `.brink` beside the manifest.
    public static func file(besideManifest manifest: String?) -> String {
        let folder = manifest.flatMap { path in path.lastIndex(of: "/").map { path[...$0] } } ?? ""
        return "\(folder).brink/logs.sqlite"
    }

    private init(_ place: StoreFile, now: @escaping @Sendable () -> Int64) throws(LogStoreError) {
        file = place.path
        self.now = now
        pool = try Self.openPool(at: place)
        identity = place.identity
    }

    /// Closes the store's connections.
    ///
    /// Whoever still reads or writes gets an error.
    public func close() throws(LogStoreError) {
        do {
            try pool.close()
        } catch {
            throw LogStoreError(error, file: file)
        }
    }

    /// Finds out whether the open file is still the one at its path: SQLite would go on with one that was removed.
    func checkFile() throws(LogStoreError) {
        guard StoreFile(path: file).identity == identity else { throw .removed(file) }
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
    private static func openPool(at place: StoreFile) throws(LogStoreError) -> DatabasePool {
        if place.kind == .nothing { try place.createFolder() }
        return try place.whileFolderIsLocked { () throws(LogStoreError) in
            switch place.kind {
            case .nothing: try place.createFile()
            case .empty: break
            case .filled: try check(place.path)
            case .other:
                throw LogStoreError(.notAStore, file: place.path, "is no regular file; expected a database")
            }
            return try migratedPool(at: place.path)
        }
    }

    private static func migratedPool(at file: String) throws(LogStoreError) -> DatabasePool {
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(patience)
            let pool = try DatabasePool(path: file, configuration: configuration)
            try LogSchema.migrator.migrate(pool)
            return pool
        } catch {
            throw LogStoreError(error, file: file)
        }
    }

    /// Refuses what is no store, or a later version's, without touching it.
    private static func check(_ file: String) throws(LogStoreError) {
        do {
            let queue = try DatabaseQueue(path: file, configuration: readOnly)
            defer { try? queue.close() }
            try queue.read { database in
                let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id")
                if owner != LogSchema.applicationId {
                    // A process that ended while it made the file may have left one without our tables.
                    let foreign = "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
                    guard owner == 0, try Int.fetchOne(database, sql: foreign) == 0 else {
                        throw LogStoreError(
                            .notAStore,
                            file: file,
                            "is a database of another program; expected one of function logs"
                        )
                    }
                }
                guard try !LogSchema.migrator.hasBeenSuperseded(database) else {
                    throw LogStoreError(
                        .newer,
                        file: file,
                        "was made by a later version of brink; expected schema version "
                            + (LogSchema.migrator.migrations.last ?? "")
                    )
                }
            }
        } catch {
            throw LogStoreError(error, file: file)
        }
    }

    /// How those connections are set up that only read.
    static var readOnly: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        return configuration
    }
}

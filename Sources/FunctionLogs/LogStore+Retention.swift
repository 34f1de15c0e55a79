import GRDB

extension LogStore {
    /// The number of entries removed in one transaction; small, so that writers wait briefly.
    static let chunk = 2000

    /// Removes expired entries and empty streams.
    ///
    /// Returns the number of removed entries; those of exactly the maximum age stay. Others can write between the
    /// transactions.
    @discardableResult
    package func removeExpired() async throws(LogStoreError) -> Int {
        var total = 0
        while true {
            let now = now()
            let removed = try await write { try Self.removeChunk(in: $0, at: now) }
            total += removed
            if removed < Self.chunk { return total }
        }
    }

    /// Removes one chunk and reports whether there is more; blocks the thread.
    func removeExpiredChunk() throws(LogStoreError) -> Bool {
        let now = now()
        return try LogStoreError.converting(file) {
            try pool.write { try Self.removeChunk(in: $0, at: now) } == Self.chunk
        }
    }

    private static func removeChunk(in database: Database, at now: Int64) throws -> Int {
        var removed = 0
        for group in try StoredGroup.all(in: database) {
            removed += try group.removeEvents(at: now, atMost: chunk - removed, in: database)
            if removed == chunk { break }
            try group.removeEmptyStreams(at: now, in: database)
        }
        return removed
    }
}

extension StoredGroup {
    fileprivate func removeEvents(at now: Int64, atMost limit: Int, in database: Database) throws -> Int {
        let oldest = "SELECT id FROM logEvent WHERE groupId = ? AND timestamp < ? ORDER BY timestamp LIMIT ?"
        let all = "SELECT id FROM logEvent WHERE groupId = ? LIMIT ?"
        let cutoff = cutoff(at: now)
        try database.execute(
            sql: "DELETE FROM logEvent WHERE id IN (\(cutoff == nil ? all : oldest))",
            arguments: cutoff.map { [id, $0, limit] } ?? [id, limit]
        )
        return database.changesCount
    }

    /// Removes the streams whose last event has expired: the expired events are removed already.
    fileprivate func removeEmptyStreams(at now: Int64, in database: Database) throws {
        let cutoff = cutoff(at: now)
        try database.execute(
            sql: "DELETE FROM logStream WHERE groupId = ?" + (cutoff == nil ? "" : " AND lastEventAt < ?"),
            arguments: cutoff.map { [id, $0] } ?? [id]
        )
    }
}

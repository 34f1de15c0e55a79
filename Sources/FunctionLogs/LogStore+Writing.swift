import GRDB
import Invocations

extension LogStore {
    /// Writes batches, and the numbers of entries that streams have lost before, in one transaction; blocks the thread.
    func write(_ batches: [LogBatch], missing: [LogStreamKey: Int]) throws(LogStoreError) {
        try checkFile()
        let now = now()
        try LogStoreError.converting(file) {
            try pool.write { database in
                var transaction = try LogTransaction(database, at: now)
                for (stream, count) in missing { try transaction.report(count, missingIn: stream) }
                for batch in batches { try transaction.add(batch) }
                try transaction.finish()
            }
        }
    }
}

/// Inserts entries, and finds or creates their streams.
private struct LogTransaction {
    private struct Stream {
        let id: Int64
        var lastEventAt = Int64.min
    }

    private let database: Database
    private let now: Int64
    private let insertion: Statement
    private var groups: [LogGroup: StoredGroup] = [:]
    private var streams: [LogStreamKey: Stream] = [:]

    init(_ database: Database, at now: Int64) throws {
        self.database = database
        self.now = now
        insertion = try database.cachedStatement(
            sql: """
                INSERT INTO logEvent (groupId, streamId, timestamp, kind, requestId, message)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        )
    }

    mutating func add(_ batch: LogBatch) throws {
        guard let group = try group(batch.stream.group), !group.isDisabled else { return }
        let entries = batch.entries()
        guard let first = entries.first,
            var stream = try stream(batch.stream, in: group, at: first.epochMilliseconds)
        else { return }
        let requestId = batch.requestId.map(StoredText.init)
        for entry in entries {
            stream.lastEventAt = max(stream.lastEventAt, entry.epochMilliseconds)
            try insertion.execute(arguments: [
                group.id, stream.id, entry.epochMilliseconds, entry.stream.rawValue, requestId,
                StoredText(entry.message),
            ])
        }
        streams[batch.stream] = stream
    }

    mutating func report(_ count: Int, missingIn stream: LogStreamKey) throws {
        let message =
            "[brink] \(count) lines are missing here: they came faster than they were written, "
            + "or writing failed"
        let entry = LogEntry(epochMilliseconds: now, stream: .platform, message: message)
        try add(LogBatch(group: stream.group, streamName: stream.name, requestId: nil, entries: [entry]))
    }

    /// Updates the streams' last event times.
    func finish() throws {
        for stream in streams.values {
            try database.execute(
                sql: "UPDATE logStream SET lastEventAt = max(lastEventAt, ?) WHERE id = ?",
                arguments: [stream.lastEventAt, stream.id]
            )
        }
    }

    private mutating func group(_ group: LogGroup) throws -> StoredGroup? {
        if let known = groups[group] { return known }
        groups[group] = try StoredGroup.of(group, in: database)
        return groups[group]
    }

    private func stream(_ key: LogStreamKey, in group: StoredGroup, at moment: Int64) throws -> Stream? {
        if let known = streams[key] { return known }
        try database.execute(
            sql: """
                INSERT INTO logStream (groupId, name, createdAt, lastEventAt) VALUES (?, ?, ?, ?)
                ON CONFLICT (groupId, name) DO NOTHING
                """,
            arguments: [group.id, StoredText(key.name), moment, moment]
        )
        let id = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM logStream WHERE groupId = ? AND name = ?"),
            arguments: [group.id, StoredText(key.name)]
        )
        return id.map { Stream(id: $0) }
    }
}

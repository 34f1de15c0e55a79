import GRDB
import Invocations

/// The identity of a stream.
package struct LogStreamKey: Hashable, Sendable {
    let group: LogGroup
    let name: String

    /// Creates a key.
    package init(group: LogGroup, name: String) {
        self.group = group
        self.name = name
    }
}

extension LogStore {
    /// Writes batches in one transaction; blocks the thread.
    ///
    /// - Parameters:
    ///   - batches: the batches.
    ///   - missing: the number of entries that each stream has lost before.
    /// - Throws: ``LogStoreError``, without having written anything.
    func write(_ batches: [LogBatch], missing: [LogStreamKey: Int]) throws(LogStoreError) {
        try checkFile()
        let now = now()
        do {
            try pool.write { database in
                var transaction = try LogTransaction(database, at: now)
                for (stream, count) in missing { try transaction.report(count, missingIn: stream) }
                for batch in batches { try transaction.add(batch) }
                try transaction.finish()
            }
        } catch {
            throw LogStoreError(error, file: file)
        }
    }
}

/// Inserts entries, and finds or creates their streams.
private struct LogTransaction {
    private struct Stream {
        let id: Int64
        let groupId: Int64
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
        guard try keeps(batch.group) else { return }
        try add(
            batch.entries(),
            of: batch.requestId,
            to: LogStreamKey(group: batch.group, name: batch.streamName)
        )
    }

    mutating func report(_ count: Int, missingIn stream: LogStreamKey) throws {
        guard try keeps(stream.group) else { return }
        let message =
            "[brink] \(count) lines are missing here: they came faster than they were written, "
            + "or writing failed"
        let entry = LogEntry(epochMilliseconds: now, stream: .platform, message: message)
        try add([entry], of: nil, to: stream)
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

    private mutating func keeps(_ group: LogGroup) throws -> Bool {
        if let known = groups[group] { return !known.isDisabled }
        groups[group] = try StoredGroup.of(group, in: database)
        return groups[group]?.isDisabled == false
    }

    private mutating func add(_ entries: [LogEntry], of requestId: String?, to key: LogStreamKey) throws {
        guard let first = entries.first, var stream = try stream(key, at: first.epochMilliseconds) else {
            return
        }
        let requestId = requestId.map(StoredText.init)
        for entry in entries {
            stream.lastEventAt = max(stream.lastEventAt, entry.epochMilliseconds)
            try insertion.execute(arguments: [
                stream.groupId, stream.id, entry.epochMilliseconds, entry.stream.rawValue, requestId,
                StoredText(entry.message),
            ])
        }
        streams[key] = stream
    }

    private mutating func stream(_ key: LogStreamKey, at moment: Int64) throws -> Stream? {
        if let known = streams[key] { return known }
        guard let group = groups[key.group] else { return nil }
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
        return id.map { Stream(id: $0, groupId: group.id) }
    }
}

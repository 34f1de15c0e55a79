import GRDB
import Invocations

extension LogStore {
    /// Reads entries of all regions in order of time, then of writing.
    ///
    /// Leaves out expired entries, even if they are still stored. A missing group has no entries.
    package func page(_ query: LogQuery) async throws(LogStoreError) -> LogPage {
        let now = now()
        return try await read { try LogReading(database: $0, query: query, now: now).page() }
    }
}

/// A read of the store in one transaction.
struct LogReading {
    let database: Database
    let query: LogQuery
    let now: Int64

    func page() throws -> LogPage {
        let start = try query.after ?? LogCursor(epochMilliseconds: .min, id: 0, lastId: lastId())
        let (count, isFromTheEnd): (Int, Bool) =
            switch query.extent {
            case .first(let count): (count, false)
            case .last(let count): (count, true)
            }
        let direction = isFromTheEnd ? "DESC" : "ASC"
        let groups = try groups()
        guard !groups.isEmpty, count > 0 else { return LogPage(lines: [], end: start) }
        // Each part comes out of the index in order; SQLite merges them and stops at the limit.
        let part = """
            SELECT id, groupId, streamId, timestamp, kind, requestId, message FROM logEvent
            WHERE groupId = ? AND timestamp >= ? AND (timestamp, id) > (?, ?) AND id <= ?
            """
        let parts = Array(repeating: part, count: groups.count).joined(separator: "\nUNION ALL\n")
        var arguments = StatementArguments()
        for group in groups {
            arguments += [group.id, earliest(in: group), start.epochMilliseconds, start.id, start.lastId]
        }
        arguments += [count]
        let rows = try Row.fetchAll(
            database,
            sql: "\(parts) ORDER BY timestamp \(direction), id \(direction) LIMIT ?",
            arguments: arguments
        )
        let lines = try self.lines(isFromTheEnd ? rows.reversed() : rows, in: groups)
        let end = lines.last.map {
            LogCursor(epochMilliseconds: $0.entry.epochMilliseconds, id: $0.id, lastId: start.lastId)
        }
        return LogPage(lines: lines, end: end ?? start)
    }

    /// Returns the entries written after an ID, up to a limit, and the last ID that was read.
    func linesWritten(after id: Int64, atMost limit: Int) throws -> (
        lines: [LogLine], lastId: Int64, isAll: Bool
    ) {
        let last = try lastId()
        let groups = try groups()
        guard last > id, !groups.isEmpty else { return ([], last, true) }
        let ids = groups.map { String($0.id) }.joined(separator: ", ")
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, groupId, streamId, timestamp, kind, requestId, message FROM logEvent
                WHERE id > ? AND id <= ? AND +groupId IN (\(ids)) ORDER BY id LIMIT ?
                """,
            arguments: [id, last, limit]
        )
        let cutoffs = Dictionary(uniqueKeysWithValues: groups.map { ($0.id, earliest(in: $0)) })
        let recent = rows.filter { $0["timestamp"] >= cutoffs[$0["groupId"], default: .min] }
        let lines = try lines(recent, in: groups).sorted {
            ($0.entry.epochMilliseconds, $0.id) < ($1.entry.epochMilliseconds, $1.id)
        }
        guard rows.count == limit, let lastSeen = rows.last?["id"] as Int64? else {
            return (lines, last, true)
        }
        return (lines, lastSeen, false)
    }

    /// Returns the ID of the last entry written, even if it is deleted by now.
    private func lastId() throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'logEvent'") ?? 0
    }

    private func groups() throws -> [StoredGroup] {
        try StoredGroup.named(query.name, in: database).filter {
            !$0.isDisabled && query.regions.contains($0.group.region)
        }
    }

    private func earliest(in group: StoredGroup) -> Int64 {
        max(group.cutoff(at: now) ?? .max, query.since ?? .min)
    }

    private func lines(_ rows: [Row], in groups: [StoredGroup]) throws -> [LogLine] {
        let groups = Dictionary(uniqueKeysWithValues: groups.map { ($0.id, $0.group) })
        let find = try database.cachedStatement(sql: "SELECT name FROM logStream WHERE id = ?")
        var streamNames: [Int64: String] = [:]
        return try rows.compactMap { row in
            let streamId: Int64 = row["streamId"]
            guard let group = groups[row["groupId"]] else { return nil }
            let known = try streamNames[streamId] ?? StoredText.fetchOne(find, arguments: [streamId])?.text
            streamNames[streamId] = known
            let requestId: StoredText? = row["requestId"]
            let message: StoredText = row["message"]
            return LogLine(
                id: row["id"],
                group: group,
                streamName: known ?? "",
                requestId: requestId?.text,
                entry: LogEntry(
                    epochMilliseconds: row["timestamp"],
                    stream: LogEntry.Stream(rawValue: row["kind"]) ?? .platform,
                    message: message.text
                )
            )
        }
    }
}

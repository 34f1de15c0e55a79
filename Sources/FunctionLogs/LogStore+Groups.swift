import GRDB
package import Invocations

extension LogStore {
    /// Creates the groups of a name, or changes their retention; returns once expired entries are removed.
    package func set(
        _ name: LogGroupName,
        in regions: [EdgeRegion] = EdgeRegion.all,
        to keeping: LogKeeping
    ) async throws(LogStoreError) {
        try await write { database in
            for region in regions {
                try StoredGroup.set(LogGroup(name, in: region), to: keeping, in: database)
            }
        }
        try await removeExpired()
    }

    /// Returns the names of all groups, sorted.
    package func groupNames() async throws(LogStoreError) -> [LogGroupName] {
        try await read { database in
            let names = try StoredText.fetchAll(database, sql: "SELECT DISTINCT name FROM logGroup")
            return names.map(\.text).sorted().map { LogGroupName($0) }
        }
    }
}

/// A group in the database.
struct StoredGroup {
    let id: Int64
    let group: LogGroup
    let isDisabled: Bool
    private let retentionDays: Int64

    /// Returns the time of the oldest entries that are kept; nil when nothing is kept.
    func cutoff(at now: Int64) -> Int64? {
        isDisabled ? nil : LogRetention.cutoff(days: retentionDays, at: now)
    }

    /// Reads a group; nil when its region is known only to a later version.
    private init?(in row: Row) {
        let name: StoredText = row["name"]
        guard let region = EdgeRegion(row["region"] as String) else { return nil }
        id = row["id"]
        group = LogGroup(LogGroupName(name.text), in: region)
        isDisabled = row["isDisabled"]
        retentionDays = row["retentionDays"]
    }

    static func all(in database: Database) throws -> [StoredGroup] {
        try Row.fetchAll(database, sql: "SELECT * FROM logGroup").compactMap(StoredGroup.init(in:))
    }

    static func named(_ name: LogGroupName, in database: Database) throws -> [StoredGroup] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM logGroup WHERE name = ?",
            arguments: [StoredText(name.text)]
        ).compactMap(StoredGroup.init(in:))
    }

    /// Finds or creates a group.
    static func of(_ group: LogGroup, in database: Database) throws -> StoredGroup? {
        let find = try database.cachedStatement(sql: "SELECT * FROM logGroup WHERE name = ? AND region = ?")
        let key: StatementArguments = [StoredText(group.name.text), group.region.name]
        if let row = try Row.fetchOne(find, arguments: key) { return StoredGroup(in: row) }
        try set(group, to: .standard, in: database)
        return try Row.fetchOne(find, arguments: key).flatMap(StoredGroup.init(in:))
    }

    static func set(_ group: LogGroup, to keeping: LogKeeping, in database: Database) throws {
        let (retention, isDisabled): (LogRetention, Bool) =
            switch keeping {
            case .kept(let retention): (retention, false)
            case .disabled: (.standard, true)
            }
        try database.execute(
            sql: """
                INSERT INTO logGroup (name, region, retentionDays, isDisabled) VALUES (?, ?, ?, ?)
                ON CONFLICT (name, region) DO UPDATE
                SET retentionDays = excluded.retentionDays, isDisabled = excluded.isDisabled
                """,
            arguments: [StoredText(group.name.text), group.region.name, retention.days, isDisabled]
        )
    }
}

import GRDB

/// The tables of a store, version by version.
///
/// A version that was released is not changed any more: the next one says what it changes.
enum LogSchema {
    /// Tells our files from those of other programs: `BRLG`.
    static let applicationId: Int32 = 0x4252_4C47

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: version1)
            try database.execute(sql: "PRAGMA application_id = \(applicationId)")
        }
        return migrator
    }

    /// Columns for text have no type, since text with a NUL in it is kept as its bytes.
    ///
    /// Events do not refer to their streams as a foreign key: with every stream that goes, SQLite would look for
    /// events that are still its own, and an index for that alone would make writing dearer by half. What a stream
    /// has is told by its last event instead. Their ids are never used twice, so that followers can go by them.
    private static let version1 = """
        CREATE TABLE logGroup (
            id INTEGER PRIMARY KEY,
            name NOT NULL,
            region TEXT NOT NULL,
            retentionDays INTEGER NOT NULL,
            isDisabled INTEGER NOT NULL DEFAULT 0,
            UNIQUE (name, region)
        );
        CREATE TABLE logStream (
            id INTEGER PRIMARY KEY,
            groupId INTEGER NOT NULL REFERENCES logGroup (id),
            name NOT NULL,
            createdAt INTEGER NOT NULL,
            lastEventAt INTEGER NOT NULL,
            UNIQUE (groupId, name)
        );
        CREATE TABLE logEvent (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            groupId INTEGER NOT NULL,
            streamId INTEGER NOT NULL,
            timestamp INTEGER NOT NULL,
            kind TEXT NOT NULL,
            requestId,
            message NOT NULL
        );
        CREATE INDEX logEventByTime ON logEvent (groupId, timestamp);
        """
}

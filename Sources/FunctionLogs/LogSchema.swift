import GRDB

/// The tables of a store, version by version.
///
/// A released version never changes: the next one changes its tables.
enum LogSchema {
    /// The application ID of our files: `BRLG`.
    static let applicationId: Int32 = 0x4252_4C47

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: version1)
            try database.execute(sql: "PRAGMA application_id = \(applicationId)")
        }
        return migrator
    }

    /// Text columns have no type, since text with a NUL is stored as bytes.
    ///
    /// Events have no foreign key to their streams: for every deleted stream SQLite would search for its events, and
    /// an index for that alone would make writing half as expensive again. `lastEventAt` says when a stream is empty.
    /// Event IDs are never reused, so that followers can rely on them.
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

import GRDB

extension LogStore {
    /// Follows the entries that this or any other process writes to a group after a cursor.
    ///
    /// Uses only the name, regions and earliest time of the query. Entries written before the first page of the
    /// cursor's reading are left out. The sequence ends when its task is cancelled.
    package func follow(_ query: LogQuery, after cursor: LogCursor) -> LogFollowing {
        LogFollowing(store: self, query: query, cursor: cursor)
    }
}

/// The entries written to a group, as they arrive: in chunks, each in order of time.
package struct LogFollowing: AsyncSequence, Sendable {
    /// The interval between checks for new entries.
    package static let pause = Duration.milliseconds(100)

    fileprivate let store: LogStore
    fileprivate let query: LogQuery
    fileprivate let cursor: LogCursor

    package func makeAsyncIterator() -> Iterator { Iterator(self) }

    package struct Iterator: AsyncIteratorProtocol {
        private static let chunk = 1000

        private let following: LogFollowing
        private var lastId: Int64
        // A separate connection: `data_version` counts the commits of all other connections.
        private var connection: DatabaseQueue?
        private var version: Int64?

        fileprivate init(_ following: LogFollowing) {
            self.following = following
            lastId = following.cursor.lastId
        }

        /// Waits for the next entries; nil when the task is cancelled.
        package mutating func next() async throws -> [LogLine]? {
            while !Task.isCancelled {
                let lines = try await newLines()
                if !lines.isEmpty { return lines }
                try? await Task.sleep(for: LogFollowing.pause)
            }
            return nil
        }

        private mutating func newLines() async throws(LogStoreError) -> [LogLine] {
            let store = following.store
            try store.checkFile()
            do {
                let readOnly = LogStore.configuration(isReadOnly: true)
                let connection = try connection ?? DatabaseQueue(path: store.file, configuration: readOnly)
                self.connection = connection
                let (query, now, lastId, version) = (following.query, store.now(), lastId, version)
                let found = try await connection.read { database -> (Int64?, [LogLine], Int64)? in
                    let current = try Int64.fetchOne(database, sql: "PRAGMA data_version")
                    guard current != version else { return nil }
                    let reading = LogReading(database: database, query: query, now: now)
                    let (lines, last, isAll) = try reading.linesWritten(after: lastId, atMost: Self.chunk)
                    return (isAll ? current : nil, lines, last)
                }
                guard let found else { return [] }
                (self.version, self.lastId) = (found.0, found.2)
                return found.1
            } catch is CancellationError {
                return []
            } catch {
                throw LogStoreError(error, file: store.file)
            }
        }
    }
}

import GRDB
import HandlerRuntime

extension LogStore {
    /// Follows what is written to a group from a place on, by this process or any other.
    ///
    /// Only the query's name, regions and earliest moment count.
    ///
    /// - Parameters:
    ///   - query: what to read.
    ///   - cursor: the end of a page; what the store had when its first page was read is not told.
    /// - Returns: a sequence without end, which ends when its task is cancelled.
    public func follow(_ query: LogQuery, after cursor: LogCursor) -> LogFollowing {
        LogFollowing(store: self, query: query, cursor: cursor)
    }
}

/// The entries that are written to a group, as they come: some at a time, in the order of their times.
public struct LogFollowing: AsyncSequence, Sendable {
    /// How often the store is asked whether anybody has written.
    public static let pause = Duration.milliseconds(100)

    fileprivate let store: LogStore
    fileprivate let query: LogQuery
    fileprivate let cursor: LogCursor

    /// Begins to follow.
    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    /// Waits for entries.
    public struct Iterator: AsyncIteratorProtocol {
        private static let chunk = 1000

        private let following: LogFollowing
        private var lastId: Int64
        // A connection of its own: SQLite counts for each connection what all the others have written.
        private var connection: DatabaseQueue?
        private var version: Int64?

        fileprivate init(_ following: LogFollowing) {
            self.following = following
            lastId = following.cursor.lastId
        }

        /// Waits for the next entries; nil when the task is cancelled.
        public mutating func next() async throws -> [LogLine]? {
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
                let connection =
                    try connection ?? DatabaseQueue(path: store.file, configuration: LogStore.readOnly)
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

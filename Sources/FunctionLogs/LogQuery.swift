package import Invocations

/// A selection of the entries of one group, in some regions.
package struct LogQuery: Sendable {
    /// The end to read from, with a limit.
    package enum Extent: Sendable, Equatable {
        /// At most N entries from the beginning.
        case first(Int)
        /// At most N entries at the end.
        case last(Int)
    }

    package var name: LogGroupName
    package var regions: [EdgeRegion]
    /// The earliest time, in milliseconds since 1970; nil for everything kept.
    package var since: Int64?
    package var extent: Extent
    /// The end of the previous page; nil for the first page.
    package var after: LogCursor?

    /// Creates a query (default: the first 1,000 entries of all regions).
    package init(
        _ name: LogGroupName,
        regions: [EdgeRegion] = EdgeRegion.all,
        since: Int64? = nil,
        extent: Extent = .first(1000),
        after: LogCursor? = nil
    ) {
        self.name = name
        self.regions = regions
        self.since = since
        self.extent = extent
        self.after = after
    }
}

/// A position between log entries.
///
/// All pages of a reading show the store as it was at the first page; later entries come by following.
package struct LogCursor: Sendable, Equatable {
    let epochMilliseconds: Int64
    let id: Int64
    /// The ID of the last entry written before the reading began.
    let lastId: Int64
}

/// A log entry with its origin.
package struct LogLine: Sendable, Equatable {
    /// The ID, ascending in the order of writing.
    package let id: Int64
    package let group: LogGroup
    package let streamName: String
    /// The ID of the invocation; nil for entries outside invocations.
    package let requestId: String?
    package let entry: LogEntry
}

/// Entries in order of time, with the cursor behind them.
package struct LogPage: Sendable {
    package let lines: [LogLine]
    /// The cursor for the next page, or for ``LogStore/follow(_:after:)``.
    package let end: LogCursor
}

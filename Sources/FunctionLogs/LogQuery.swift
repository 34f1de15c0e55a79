public import HandlerRuntime

/// What to read from a store: the entries of one group, in some regions.
public struct LogQuery: Sendable {
    /// Which of many entries are told.
    public enum Extent: Sendable, Equatable {
        /// The earliest, so many at most.
        case first(Int)
        /// The latest, so many at most.
        case last(Int)
    }

    /// The group.
    public var name: LogGroupName
    /// The regions.
    public var regions: [EdgeRegion]
    /// The earliest moment, in milliseconds since 1970; nil for all that is kept.
    public var since: Int64?
    /// How many, and from which end.
    public var extent: Extent
    /// Where an earlier page ended; nil to begin.
    public var after: LogCursor?

    /// Describes a query; without more, the first 1,000 entries of all regions.
    public init(
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

/// A place in what was logged.
///
/// Pages that begin at one and end with the last are of the store as it was when the first was read; what was
/// written since then is what follows.
public struct LogCursor: Sendable, Equatable {
    let epochMilliseconds: Int64
    let id: Int64
    /// The last entry, in the order of writing, that there was when reading began.
    let lastId: Int64
}

/// An entry, and where it was logged.
public struct LogLine: Sendable, Equatable {
    /// Its number in the order of writing.
    public let id: Int64
    /// The group and the region.
    public let group: LogGroup
    /// The name of the stream.
    public let streamName: String
    /// The invocation; nil when it belongs to none.
    public let requestId: String?
    /// What was logged, when, and by whom.
    public let entry: LogEntry
}

/// Entries in the order of their times, and where they end.
public struct LogPage: Sendable {
    /// The entries.
    public let lines: [LogLine]
    /// Where the next page begins, and what is written from now on: see ``LogStore/follow(_:after:)``.
    public let end: LogCursor
}

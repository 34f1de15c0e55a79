/// The number of days that a log group keeps its entries.
///
/// Source: Stacktape's `logging.retentionDays`.
package struct LogRetention: Hashable, Sendable {
    /// The allowed numbers of days.
    package static let allowedDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653,
    ]

    /// The default: 180 days.
    package static let standard = LogRetention(unchecked: 180)

    package let days: Int

    private init(unchecked days: Int) {
        self.days = days
    }

    /// Creates a retention of an allowed number of days.
    package init(days: Int) throws(UnknownRetention) {
        guard Self.allowedDays.contains(days) else { throw UnknownRetention(days: days) }
        self.days = days
    }

    /// Returns the time of the oldest entries that are kept, for any number of days that a file may contain.
    static func cutoff(days: Int64, at now: Int64) -> Int64 {
        let (age, isEndless) = days.multipliedReportingOverflow(by: 86_400_000)
        let (moment, isBeforeTime) = now.subtractingReportingOverflow(age)
        return isEndless || isBeforeTime ? .min : moment
    }
}

/// A number of days that is not allowed as retention.
package struct UnknownRetention: Error, Equatable, CustomStringConvertible {
    package let days: Int

    package var description: String {
        let allowed = LogRetention.allowedDays.map(String.init).joined(separator: ", ")
        return "retentionDays \(days): expected one of \(allowed)"
    }
}

/// The choice whether a group keeps its entries.
package enum LogKeeping: Hashable, Sendable {
    case kept(LogRetention)
    /// Entries are discarded.
    case disabled

    package static let standard = LogKeeping.kept(.standard)
}

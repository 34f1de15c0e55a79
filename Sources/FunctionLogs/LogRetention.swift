/// How many days a log group keeps what was logged.
///
/// Source: the product's `logging.retentionDays`.
public struct LogRetention: Hashable, Sendable {
    /// The days that can be chosen.
    public static let allowedDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653,
    ]

    /// What a group has when nobody chose: 180 days.
    public static let standard = LogRetention(unchecked: 180)

    /// The number of days.
    public let days: Int

    private init(unchecked days: Int) {
        self.days = days
    }

    /// Takes a number of days.
    ///
    /// - Throws: ``UnknownRetention`` when it is not one that can be chosen.
    public init(days: Int) throws(UnknownRetention) {
        guard Self.allowedDays.contains(days) else { throw UnknownRetention(days: days) }
        self.days = days
    }

    /// The earliest moment of which something is kept, in milliseconds since 1970.
    func cutoff(at now: Int64) -> Int64 { Self.cutoff(days: Int64(days), at: now) }

    /// The same for days as they are in the file.
    static func cutoff(days: Int64, at now: Int64) -> Int64 {
        let (age, isEndless) = days.multipliedReportingOverflow(by: 86_400_000)
        let (moment, isBeforeTime) = now.subtractingReportingOverflow(age)
        return isEndless || isBeforeTime ? .min : moment
    }
}

/// A number of days that a log group cannot be told to keep what was logged.
public struct UnknownRetention: Error, Equatable, CustomStringConvertible {
    /// The number that was given.
    public let days: Int

    /// What was given and what was expected, in one line.
    public var description: String {
        let allowed = LogRetention.allowedDays.map(String.init).joined(separator: ", ")
        return "retentionDays \(days): expected one of \(allowed)"
    }
}

/// What becomes of what is logged to a group.
public enum LogKeeping: Hashable, Sendable {
    /// It is kept for some days.
    case kept(LogRetention)
    /// It is not kept at all.
    case disabled

    /// What a group does when nobody chose.
    public static let standard = LogKeeping.kept(.standard)
}

/// The exit status of a program; for a batch, the worst of its parts.
package enum ExitStatus: Int32, Error, Comparable {
    case success = 0
    case failed = 1
    case notStarted = 2
    case refused = 3
    /// Ended by Ctrl-C.
    case interrupted = 130

    /// A result that CloudFront refuses is better than no result.
    private static let bestToWorst: [ExitStatus] = [.success, .refused, .failed, .notStarted, .interrupted]

    private var rank: Int { Self.bestToWorst.firstIndex(of: self) ?? 0 }

    package static func < (one: ExitStatus, other: ExitStatus) -> Bool { one.rank < other.rank }
}

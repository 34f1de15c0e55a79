/// Decides how many spares there should be, from the moments at which guests were needed.
///
/// Moments are nanoseconds on one clock.
package struct SpareDemand: Sendable {
    /// The nanoseconds for which a needed guest counts: functions come in groups.
    package static let window: UInt64 = 5_000_000_000

    /// The nanoseconds after the last guest from which on only one spare is kept.
    package static let patience: UInt64 = 30_000_000_000

    /// The maximum number of spares.
    package var bound = 0

    /// The moments at which guests were needed lately, at most as many as the bound.
    private var moments: [UInt64] = []
    private var latest: UInt64 = 0
    private var height = 0

    /// Creates a demand for no spares.
    package init() {}

    /// Records that a guest was needed.
    package mutating func note(at now: UInt64) {
        moments.removeAll { $0 + Self.window <= now }
        if moments.count < bound { moments.append(now) }
        height = max(height, moments.count)
        latest = now
    }

    /// Forgets all guests.
    package mutating func forget() {
        moments = []
        height = 0
    }

    /// Returns the number of spares that there should be.
    ///
    /// It is 0 before a guest was needed, then the most guests that were needed within ``window``, and 1 after
    /// ``patience``.
    package mutating func wanted(at now: UInt64) -> Int {
        if height > 1, latest + Self.patience <= now { height = 1 }
        return min(height, bound)
    }
}

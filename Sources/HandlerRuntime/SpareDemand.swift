/// Decides how many spares there should be, from when guests were needed.
///
/// Moments are nanoseconds on one clock.
struct SpareDemand {
    /// For how long a guest that was needed counts: functions come in groups.
    static let window: UInt64 = 5_000_000_000

    /// How long after the last guest only one spare is kept.
    static let patience: UInt64 = 30_000_000_000

    /// The most spares that there may be.
    var bound = 0

    /// When guests were needed lately, at most as many as the bound.
    private var moments: [UInt64] = []
    private var latest: UInt64 = 0
    private var height = 0

    /// Notes that a guest was needed.
    mutating func note(at now: UInt64) {
        moments.removeAll { $0 + Self.window <= now }
        if moments.count < bound { moments.append(now) }
        height = max(height, moments.count)
        latest = now
    }

    /// Forgets all guests.
    mutating func forget() {
        moments = []
        height = 0
    }

    /// Tells how many spares there should be: none before a guest was needed, then as many as were needed within a
    /// few seconds, until for a while none is.
    mutating func wanted(at now: UInt64) -> Int {
        if height > 1, latest + Self.patience <= now { height = 1 }
        return min(height, bound)
    }
}

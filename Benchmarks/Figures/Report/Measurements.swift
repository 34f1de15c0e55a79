/// What was measured for one figure, in order of size.
struct Measurements: Sendable {
    let sorted: [Double]

    init(_ values: some Sequence<Double>) {
        sorted = values.sorted()
    }

    var count: Int { sorted.count }

    /// The smallest; of no measurements none of these is a number, and so no comparison with them holds.
    var min: Double { sorted.first ?? .nan }

    var max: Double { sorted.last ?? .nan }

    var median: Double { percentile(50) }

    /// The smallest measurement that so many percent of all do not exceed (nearest rank).
    func percentile(_ percent: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        // 99.9 % of 1,000 is the 999th: a rounding error above it must not make it the 1,000th.
        let rank = Int((percent * Double(count) / 100 - 1e-9).rounded(.up))
        return sorted[Swift.min(Swift.max(rank, 1), count) - 1]
    }
}

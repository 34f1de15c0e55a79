import Histogram

/// A distribution of latencies, with an error of at most 0.1 %.
struct LatencyHistogram: Sendable {
    /// In nanoseconds.
    private var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

    init() {}

    init(microseconds: [Double]) {
        for value in microseconds { histogram.record(UInt64(value * 1000)) }
    }

    var count: Int { Int(histogram.totalCount) }

    /// The median, in microseconds.
    var median: Double { percentile(50) }

    mutating func record(_ latency: Duration) {
        histogram.record(UInt64(latency / .nanoseconds(1)))
    }

    mutating func add(_ other: LatencyHistogram) {
        histogram.add(other.histogram)
    }

    /// Returns the latency that a percentage of all does not exceed, in microseconds.
    func percentile(_ percent: Double) -> Double { Double(histogram.valueAtPercentile(percent)) / 1000 }
}

import Glibc

/// Maps values to positions along an axis with ticks.
struct Scale {
    private let low: Double
    private let high: Double
    private let from: Double
    private let to: Double
    private let isLogarithmic: Bool
    let ticks: [Double]

    /// Creates a scale from 0 to the next round number.
    ///
    /// The second axis of a chart sets the number of steps, to share the grid.
    static func linear(upTo largest: Double, from: Double, to: Double, steps: Int? = nil) -> Scale {
        let top = largest > 0 ? largest : 1
        let least = top / Double(steps ?? 5)
        let magnitude = pow(10, floor(log10(least)))
        let step = [1, 2, 2.5, 5, 10].map { $0 * magnitude }.first { $0 >= least * (1 - 1e-9) } ?? least
        let count = steps ?? Int((top / step - 1e-9).rounded(.up))
        return Scale(from, to, (0...count).map { Double($0) * step }, isLogarithmic: false)
    }

    /// Creates a scale with ticks at powers of ten, and at their doubles and fives if there is room.
    static func logarithmic(covering values: ClosedRange<Double>, from: Double, to: Double) -> Scale {
        let low = Swift.max(values.lowerBound, 1e-3)
        let high = Swift.max(values.upperBound, low)
        let powers = Int(floor(log10(low)))...Int(ceil(log10(high))) + 1
        // With more than five powers, the others would be too close.
        let steps: [Double] = powers.count > 7 ? [1] : [1, 2, 5]
        let round = powers.flatMap { power in steps.map { $0 * pow(10, Double(power)) } }
        let first = round.lastIndex { $0 <= low } ?? 0
        let last = round.firstIndex { $0 >= high && $0 > round[first] } ?? round.count - 1
        return Scale(from, to, Array(round[first...last]), isLogarithmic: true)
    }

    /// Creates a scale towards 100 % as HdrHistogram draws it: each nine takes the same space.
    static func percentiles(from: Double, to: Double) -> (scale: Scale, ticks: [Double]) {
        let ticks = [0, 50, 90, 99, 99.9, 99.99]
        return (Scale(from, to, ticks.map(nines), isLogarithmic: false), ticks)
    }

    /// Returns the number of nines of a percentile: 1 for 90 %, 2 for 99 %.
    static func nines(_ percent: Double) -> Double { -log10(1 - percent / 100) }

    private init(_ from: Double, _ to: Double, _ ticks: [Double], isLogarithmic: Bool) {
        self.low = ticks.first ?? 0
        self.high = ticks.last ?? 1
        self.from = from
        self.to = to
        self.isLogarithmic = isLogarithmic
        self.ticks = ticks
    }

    func position(of value: Double) -> Double {
        let share =
            isLogarithmic
            ? log(Swift.max(value, low) / low) / log(high / low)
            : (value - low) / (high - low)
        return from + share * (to - from)
    }
}

extension Double {
    /// The number as the label of a tick: `0.05`, `20`, `1,000,000`.
    var tickText: String {
        guard self == rounded(), Swift.abs(self) < 1e15 else {
            return String((self * 1000).rounded() / 1000)
        }
        var text = String(Int(self))
        var index = text.count - 3
        while index > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: index))
            index -= 3
        }
        return text
    }

    /// The number with three significant digits, for a legend.
    var legendText: String {
        guard isFinite, self != 0 else { return "0" }
        let unit = pow(10, floor(log10(Swift.abs(self))) - 2)
        return (unit < 1 ? (self / unit).rounded() / (1 / unit).rounded() : rounded()).tickText
    }
}

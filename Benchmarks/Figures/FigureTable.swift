import Glibc

/// Prints figures as they are measured: smallest, median and largest, and whether the target is met.
struct FigureTable {
    private(set) var hasMisses = false
    private var hasHeading = false

    /// Adds a figure.
    ///
    /// - Parameters:
    ///   - name: what was measured, with its unit.
    ///   - values: all measurements.
    ///   - target: what was promised, in words.
    ///   - isMet: whether the promise is kept.
    mutating func add(_ name: String, _ values: [Double], target: String, isMet: ([Double]) -> Bool) {
        if !hasHeading {
            print(row("figure", "min", "median", "max", "target", ""))
            hasHeading = true
        }
        let sorted = values.sorted()
        let met = isMet(sorted)
        hasMisses = hasMisses || !met
        let columns = [sorted.first, sorted.median, sorted.last].map { text($0 ?? .nan) }
        print(row(name, columns[0], columns[1], columns[2], target, met ? "met" : "MISSED"))
        fflush(nil)
    }

    private func row(_ cells: String...) -> String {
        zip(cells, [44, 10, 10, 10, 26, 6]).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - cell.count))
        }.joined(separator: " ")
    }

    private func text(_ value: Double) -> String {
        String((value * 100).rounded() / 100)
    }
}

extension [Double] {
    /// The middle of sorted values.
    var median: Double? { percentile(50) }

    /// The value that so many percent of sorted values do not exceed.
    func percentile(_ percent: Double) -> Double? {
        guard !isEmpty else { return nil }
        return self[Swift.min(count - 1, Int((percent / 100 * Double(count)).rounded(.up)) - 1)]
    }
}

import Glibc

/// What a run found: it prints each figure as it comes, and keeps all for the files that are written at the end.
struct Report {
    /// How long each of many invocations took.
    struct Latencies {
        let series: String
        let microseconds: Measurements
    }

    /// How latency and memory went while a function was invoked over and over.
    struct Drift {
        let series: String
        let points: [(invocations: Int, medianMicroseconds: Double, residentBytes: Int)]
    }

    private(set) var figures: [Figure] = []
    private(set) var latencies: [Latencies] = []
    private(set) var drifts: [Drift] = []

    var hasMisses: Bool { figures.contains { $0.isMet == false } }

    /// Adds a figure and prints its row: smallest, median and largest, and whether the target is met.
    mutating func add(_ figure: Figure) {
        precondition(!figures.contains { $0.id == figure.id }, "two figures are called \(figure.id)")
        if figures.isEmpty { print(row("figure", "min", "median", "max", "target", "")) }
        figures.append(figure)
        let values = figure.values
        let columns = [values.min, values.median, values.max].map(text)
        let verdict = figure.isMet.map { $0 ? "met" : "MISSED" }
        print(row(figure.title, columns[0], columns[1], columns[2], figure.target ?? "", verdict ?? ""))
        fflush(nil)
    }

    /// Says in words what could not be measured.
    func note(_ text: String) {
        print(text)
        fflush(nil)
    }

    /// Keeps a distribution for the drawing.
    mutating func addLatencies(series: String, microseconds: [Double]) {
        latencies.append(Latencies(series: series, microseconds: Measurements(microseconds)))
    }

    /// Keeps a course for the drawing.
    mutating func addDrift(
        series: String,
        _ points: [(invocations: Int, medianMicroseconds: Double, residentBytes: Int)]
    ) {
        drifts.append(Drift(series: series, points: points))
    }

    private func row(_ cells: String...) -> String {
        zip(cells, [52, 10, 10, 10, 26, 6]).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - cell.count))
        }.joined(separator: " ")
    }

    private func text(_ value: Double) -> String {
        String((value * 100).rounded() / 100)
    }
}

import Glibc
import Invariants
import TerminalOutput

/// The results of a run: printed as they come, and kept for the files written at the end.
struct Report {
    /// The distribution of latencies of a series of invocations.
    struct Latencies {
        let series: String
        let histogram: LatencyHistogram
    }

    /// The course of latency and memory over many invocations.
    struct Drift {
        let series: String
        let points: [(invocations: Int, medianMicroseconds: Double, residentBytes: Int)]
    }

    private(set) var figures: [Figure] = []
    private(set) var latencies: [Latencies] = []
    private(set) var drifts: [Drift] = []

    var hasMisses: Bool { figures.contains { $0.isMet == false } }

    /// Adds a figure and prints its row: minimum, median, maximum, target.
    mutating func add(_ figure: Figure) {
        invariant(!figures.contains { $0.id == figure.id }, "two figures have the ID \(figure.id)")
        if figures.isEmpty { print(row("figure", "min", "median", "max", "target", "")) }
        figures.append(figure)
        let values = figure.values
        let columns = [values.min, values.median, values.max].map(text)
        let verdict = figure.isMet.map { $0 ? "met" : "MISSED" }
        print(row(figure.title, columns[0], columns[1], columns[2], figure.target ?? "", verdict ?? ""))
        fflush(nil)
    }

    /// Prints a note, such as what could not be measured.
    func note(_ text: String) {
        print(text)
        fflush(nil)
    }

    /// Keeps a distribution for the drawing.
    mutating func addLatencies(series: String, _ histogram: LatencyHistogram) {
        latencies.append(Latencies(series: series, histogram: histogram))
    }

    /// Keeps a course for the drawing.
    mutating func addDrift(
        series: String,
        _ points: [(invocations: Int, medianMicroseconds: Double, residentBytes: Int)]
    ) {
        drifts.append(Drift(series: series, points: points))
    }

    private func row(_ cells: String...) -> String {
        zip(cells, [52, 10, 10, 10, 26, 6]).map { $0.padded(to: $1) }.joined(separator: " ")
    }

    private func text(_ value: Double) -> String {
        String((value * 100).rounded() / 100)
    }
}

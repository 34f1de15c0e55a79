import ArgumentParser

/// Compares the ratios of a run with those of an earlier one.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare the ratios of two runs, and list those that became worse by more than 15 %."
    )

    @Argument(help: "JSON file with the figures of the earlier run.")
    var baseline: String

    @Argument(help: "JSON file with the figures to check.")
    var results: String

    func run() throws {
        let comparison = Comparison(of: try Results.read(results), with: try Results.read(baseline))
        for change in comparison.changes { print(Self.line(of: change)) }
        for id in comparison.onlyInBaseline { print("\(id): only in \(baseline)") }
        for id in comparison.onlyInResults { print("\(id): only in \(results)") }
        guard !comparison.changes.isEmpty else {
            throw BenchError("\(baseline) and \(results) have no ratio in common")
        }
        let worse = comparison.worse.count
        print("\(worse) of \(comparison.changes.count) ratios became worse by more than 15 %")
        if worse > 0 { throw ExitCode(1) }
    }

    private static func line(of change: Comparison.Change) -> String {
        guard let now = change.now else {
            return "\(change.id): \(rounded(change.before)), now has no value  WORSE"
        }
        let percent = ((change.factor - 1) * 1000).rounded() / 10
        let tendency = percent > 0 ? "worse by \(percent) %" : percent < 0 ? "better" : "the same"
        let verdict = change.isWorse ? "  WORSE" : ""
        return "\(change.id): \(rounded(change.before)), now \(rounded(now)), \(tendency)\(verdict)"
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}

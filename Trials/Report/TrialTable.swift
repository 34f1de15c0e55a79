import Glibc
import Invocations
import TerminalOutput

/// Prints the results of trials as they come.
struct TrialTable {
    private static let widths = [54, 10, 38, 10, 10, 8]

    /// Prints the headings.
    func begin() {
        print(Self.row(["fault", "isolation", "outcome", "late", "next good", "grown"]))
    }

    /// Prints the result of a fault, followed by everything unexpected.
    func add(_ trial: Trial) {
        var cells = [trial.fault.name, trial.isolation.rawValue, trial.outcome]
        if case .observed(let observation) = trial.finding {
            let late = observation.tookMs - trial.fault.timeout.milliseconds
            cells.append(late > 0 ? "\(decimals(late, places: 1)) ms" : "")
            cells.append(observation.nextGoodMs.map { "\(decimals($0, places: 1)) ms" } ?? "none")
            cells.append("\(observation.grownBytes >> 20) MB")
        }
        print(Self.row(cells))
        for miss in trial.misses { print("  MISSED: \(miss)") }
        fflush(nil)
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: " ")
    }
}

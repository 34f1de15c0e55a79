import Glibc
import HandlerRuntime

/// Prints trials as they come.
struct TrialTable {
    private static let widths = [54, 10, 38, 10, 10, 8]

    /// Prints the headings.
    func begin() {
        print(Self.row(["fault", "isolation", "outcome", "late", "next good", "grown"]))
    }

    /// Prints what became of a fault, and below it whatever is not as expected.
    func add(_ trial: Trial) {
        var cells = [trial.fault.name, trial.isolation.rawValue, trial.outcome]
        if case .observed(let observation) = trial.finding {
            let late = observation.tookMs - trial.fault.timeout.milliseconds
            cells.append(late > 0 ? "\(tenths(late)) ms" : "")
            cells.append(observation.nextGoodMs.map { "\(tenths($0)) ms" } ?? "none")
            cells.append("\(observation.grownBytes >> 20) MB")
        }
        print(Self.row(cells))
        for miss in trial.misses { print("  MISSED: \(miss)") }
        fflush(nil)
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - cell.count))
        }.joined(separator: " ")
    }
}

/// Writes a number with one decimal.
func tenths(_ number: Double) -> String {
    "\((number * 10).rounded() / 10)"
}

import Invariants

/// Rows of text under headings; columns are as wide as their longest cell.
package struct Table {
    private let columns: [String]
    private let firstNumber: Int
    private var rows: [[String]] = []

    /// Creates an empty table whose columns from `numbersFrom` on are right-aligned.
    package init(columns: [String], numbersFrom firstNumber: Int) {
        self.columns = columns
        self.firstNumber = firstNumber
    }

    package mutating func add(_ row: [String]) {
        invariant(row.count == columns.count, "a row has as many cells as the table has columns")
        rows.append(row)
    }

    package func lines() -> [String] {
        let all = [columns] + rows
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let rule = widths.map { String(repeating: "-", count: $0) }
        return ([columns, rule] + rows).map { row in
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column < firstNumber ? row[column] + space : space + row[column]
            }
            return cells.joined(separator: "  ")
        }
    }
}

/// Formats a number with a fixed number of decimals.
package func decimals(_ number: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((number * Double(scale)).rounded())
    let fraction = String(abs(scaled) % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(scaled < 0 ? "-" : "")\(abs(scaled) / scale).\(zeros)\(fraction)"
}

import Glibc

/// Measures what the design promises, and prints each figure beside its target.
///
/// With names of groups as arguments only those are run. The exit status is 1 when a target is missed.
@main
struct Program {
    private static let groups: [(name: String, measure: @Sendable (inout FigureTable) async throws -> Void)] =
        [
            ("warm", WarmFigures.measure),
            ("parts", PartFigures.measure),
            ("time", TimeFigures.measure),
            ("memory", MemoryFigures.measure),
            ("start", StartFigures.measure),
            ("interruption", InterruptionFigures.measure),
            ("turnover", TurnoverFigures.measure),
        ]

    static func main() async throws {
        let wanted = Set(CommandLine.arguments.dropFirst())
        var table = FigureTable()
        for group in groups where wanted.isEmpty || wanted.contains(group.name) {
            try await group.measure(&table)
        }
        exit(table.hasMisses ? 1 : 0)
    }
}

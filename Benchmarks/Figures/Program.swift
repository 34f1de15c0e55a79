import Glibc

/// Measures what the design promises, and prints each figure beside its target.
///
/// With names of groups as arguments only those are run. The exit status is 1 when a target is missed.
@main
struct Program {
    private static let groups: [(name: String, measure: @Sendable (inout Report) async throws -> Void)] =
        [
            ("time", TimeFigures.measure),
            ("memory", MemoryFigures.measure),
            ("start", StartFigures.measure),
            ("interruption", InterruptionFigures.measure),
            ("turnover", TurnoverFigures.measure),
        ]

    static func main() async throws {
        let wanted = Set(CommandLine.arguments.dropFirst())
        var report = Report()
        for group in groups where wanted.isEmpty || wanted.contains(group.name) {
            try await group.measure(&report)
        }
        exit(report.hasMisses ? 1 : 0)
    }
}

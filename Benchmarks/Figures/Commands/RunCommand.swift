import ArgumentParser

/// Measures groups of figures.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measures, and prints each figure beside its target."
    )

    @Argument(help: "The groups to measure; all without any.")
    var groups: [FigureGroup] = []

    @Flag(help: "Measure only the groups whose ratios are held against a baseline.")
    var ratios = false

    @Option(help: "Write all figures, and what machine this is, to a file.")
    var json: String?

    @Option(help: "Draw latencies and drift to a file.")
    var svg: String?

    func run() async throws {
        var report = Report()
        for group in FigureGroup.allCases where isWanted(group) {
            try await group.measure(&report)
        }
        let machine = MachineFacts()
        if let json { try Results(report.figures, on: machine).write(to: json) }
        if let svg { try draw(report, machine, to: svg) }
        if report.hasMisses { throw ExitCode(1) }
    }

    private func draw(_ report: Report, _ machine: MachineFacts, to path: String) throws {
        let drawing = Drawing(report: report, machine: machine)
        guard !drawing.isEmpty else {
            return report.note("\(path) is not drawn: these groups have no course to draw")
        }
        try drawing.write(to: path)
    }

    private func isWanted(_ group: FigureGroup) -> Bool {
        (groups.isEmpty || groups.contains(group)) && (!ratios || group.hasSteadyRatios)
    }
}

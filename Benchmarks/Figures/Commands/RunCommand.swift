import ArgumentParser

/// Measures groups of figures.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measure figures, and print each with its target."
    )

    @Argument(help: "Groups to measure (default: all).")
    var groups: [FigureGroup] = []

    @Flag(help: "Measure only the groups whose ratios are compared with the baseline.")
    var ratios = false

    @Option(help: "Write all figures and the facts of this machine to a JSON file.")
    var json: String?

    @Option(help: "Draw latencies and drift to an SVG file.")
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
            return report.note("\(path) is not written: these groups measure neither latencies nor drift")
        }
        try drawing.write(to: path)
    }

    private func isWanted(_ group: FigureGroup) -> Bool {
        (groups.isEmpty || groups.contains(group)) && (!ratios || group.hasSteadyRatios)
    }
}

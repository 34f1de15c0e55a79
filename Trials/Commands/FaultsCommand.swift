import ArgumentParser
import Invocations

/// Commits faults and checks the results.
struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "Commit faults, and check their outcomes, the host and other functions."
    )

    @Option(help: "Isolation level to try (default: both).")
    var isolation: Isolation?

    @Option(
        help: ArgumentHelp("Commit only the faults with this in their names.", valueName: "name")
    )
    var row: [String] = []

    @Option(help: "Write the results to a Markdown file.")
    var markdown: String?

    @Flag(help: "List the faults in Markdown without committing them.")
    var list = false

    func run() async throws {
        let faults = Fault.all.filter { fault in row.isEmpty || row.contains { fault.name.contains($0) } }
        guard !faults.isEmpty else {
            throw TrialsError("no fault has a name with any of \(row); list them with --list")
        }

        if list { return faults.forEach { print($0.title) } }

        let table = TrialTable()
        table.begin()
        var trials: [Trial] = []
        for isolation in isolation.map({ [$0] }) ?? Isolation.allCases {
            try await FaultRunner(isolation: isolation).run(faults) { trial in
                table.add(trial)
                trials.append(trial)
            }
        }
        let missed = trials.filter { !$0.misses.isEmpty }
        print("\(trials.count - missed.count) of \(trials.count) faults ended as expected")
        if let markdown { try FaultPage(of: trials).write(to: markdown) }
        if !missed.isEmpty { throw ExitCode(1) }
    }
}

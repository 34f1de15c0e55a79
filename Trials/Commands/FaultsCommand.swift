import ArgumentParser
import HandlerRuntime

/// Commits every fault that a handler can, and checks what becomes of it.
struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "Commits faults, and checks what becomes of them, of their host and of other functions."
    )

    @Option(help: "The isolation level to try; both without it.")
    var isolation: Isolation?

    @Option(
        help: ArgumentHelp("A part of the names of the faults to commit; all without it.", valueName: "name")
    )
    var row: [String] = []

    @Option(help: "Write what became of all faults to a page in Markdown.")
    var markdown: String?

    @Flag(help: "List the faults in Markdown, and commit none.")
    var list = false

    func run() async throws {
        let faults = Fault.all.filter { fault in row.isEmpty || row.contains { fault.name.contains($0) } }
        guard !faults.isEmpty else { throw TrialsError("no fault's name has any of these in it: \(row)") }

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
        print("\(trials.count - missed.count) of \(trials.count) faults came to what was expected")
        if let markdown { try FaultPage(of: trials).write(to: markdown) }
        if !missed.isEmpty { throw ExitCode(1) }
    }
}

import ArgumentParser
import TerminalOutput

/// Tries what handlers can do to their host.
@main
struct TrialsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brink-trials",
        abstract: "Try what handlers can do to their host, and check the results.",
        discussion: "Exit status: 1 when something is not as expected, 2 on an error.",
        subcommands: [FaultsCommand.self, SoakCommand.self, FaultHostCommand.self]
    )

    static func main() async { await runProgram(Self.self) }
}

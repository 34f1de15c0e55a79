import ArgumentParser
import TerminalOutput

/// Measures figures and compares runs.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brink-bench",
        abstract: "Measure what Brink promises, and compare runs.",
        discussion: "Exit status: 1 when a target is missed or a ratio became worse, 2 on an error.",
        subcommands: [RunCommand.self, CheckCommand.self],
        defaultSubcommand: RunCommand.self
    )

    static func main() async { await runProgram(Self.self) }
}

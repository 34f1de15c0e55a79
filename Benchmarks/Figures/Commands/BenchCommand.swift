import ArgumentParser
import Glibc
import SystemPackage

/// The program that measures what is promised.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brink-bench",
        abstract: "Measures what Brink promises, and holds a run against another.",
        discussion: """
            The exit status is 1 when a target is missed or a ratio became worse, and 2 when nothing could be said.
            """,
        subcommands: [RunCommand.self, CheckCommand.self],
        defaultSubcommand: RunCommand.self
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Glibc.exit(code.rawValue)
        } catch {
            let isRequestForHelp = exitCode(for: error).isSuccess
            if isRequestForHelp { exit(withError: error) }
            // Where standard error cannot be written to, the exit status still tells.
            _ = try? FileDescriptor.standardError.writeAll("brink-bench: \(text(of: error))\n".utf8)
            Glibc.exit(2)
        }
    }

    private static func text(of error: any Error) -> String {
        // The parser's own errors tell no more of themselves than their type.
        type(of: error) is any CustomStringConvertible.Type ? "\(error)" : message(for: error)
    }
}

import ArgumentParser
import Glibc
import SystemPackage

/// The program that tries what handlers can do to their host.
@main
struct TrialsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brink-trials",
        abstract: "Tries what handlers can do to their host, and checks what becomes of it.",
        discussion:
            "The exit status is 1 when something is not as expected, and 2 when nothing could be said.",
        subcommands: [FaultsCommand.self, SoakCommand.self, FaultHostCommand.self]
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
            _ = try? FileDescriptor.standardError.writeAll("brink-trials: \(text(of: error))\n".utf8)
            Glibc.exit(2)
        }
    }

    private static func text(of error: any Error) -> String {
        // The parser's own errors tell no more of themselves than their type.
        (error as? any CustomStringConvertible & Error).map { "\($0)" } ?? message(for: error)
    }
}

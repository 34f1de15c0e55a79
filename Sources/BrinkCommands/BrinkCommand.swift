package import ArgumentParser
import BrinkDemo

/// The `brink` program and its subcommands.
package struct BrinkCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "brink",
        abstract: "Run Lambda@Edge handlers in embedded Node.js and Python, by CloudFront's rules.",
        discussion: "Example: brink invoke samples/auth/auth.ts --trigger viewer-request",
        subcommands: [
            InvokeCommand.self, CheckCommand.self, LogsCommand.self, ServeCommand.self,
            InvalidateCommand.self, RulesCommand.self, DoctorCommand.self, DemoCommand.self,
        ]
    )

    package init() {}
}

import ArgumentParser
import Brink
import TerminalOutput

/// `brink doctor`: lists the interpreters and tools that were found, and the command that installs missing ones.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Show which interpreters and tools were found, and how to install missing ones.",
        discussion: "Example: brink doctor"
    )

    @OptionGroup var verbosity: Verbosity

    func run() async throws {
        verbosity.note("checking the libraries of this process and the programs that it starts")
        let findings = await Diagnosis.withVersions().findings
        let width = findings.map(\.subject.count).max() ?? 0
        for finding in findings {
            let mark = finding.package == nil ? "found  " : "missing"
            StandardStream.output.write(
                line: "\(finding.subject.padded(to: width))  \(mark)  \(finding.text)"
            )
        }
        let packages = findings.compactMap(\.package)
        guard packages.isEmpty else {
            let command = "apt-get install \(packages.joined(separator: " "))"
            StandardStream.output.write(line: "Install what is missing: \(command)")
            throw ExitStatus.failed
        }
    }
}

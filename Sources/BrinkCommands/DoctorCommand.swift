import ArgumentParser
import Brink

/// `brink doctor`: tells what is embedded, where it was found, and how to get what is missing.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tell which interpreters are embedded, and what is missing.",
        discussion: "Example: brink doctor"
    )

    @OptionGroup var verbosity: Verbosity

    func run() throws {
        verbosity.note("looking at the libraries of this process and at the programs that it starts")
        let findings = Diagnosis().findings
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
            StandardStream.output.write(line: "Install what is missing with: \(command)")
            throw ExitStatus.failed
        }
    }
}

extension String {
    /// The text with spaces behind it, up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The fault matrix, through the program that commits the faults.
@Suite(.serialized) struct FaultTests {
    @Test(arguments: ["in-process", "worker"])
    func `every fault comes to what is expected`(isolation: String) async throws {
        let run = try await trials("faults", "--isolation", isolation)

        #expect(run.status.isSuccess)
        if !run.status.isSuccess { Issue.record("\(run.misses)") }
    }

    @Test func `a fault that there is not is refused in one line`() async throws {
        let run = try await trials("faults", "--row", "no such fault")

        #expect(run.status == .exited(2))
        #expect(run.errors == "brink-trials: no fault's name has any of these in it: [\"no such fault\"]\n")
    }

    @Test func `the page in docs names every fault`() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/faults.md"), encoding: .utf8)
        let run = try await trials("faults", "--list")

        let titles = run.output.split(separator: "\n")
        #expect(titles.count > 70)
        for title in titles {
            #expect(page.contains("| \(title) |"), "docs/faults.md is stale: make faults")
        }
    }
}

/// What one run of the program left behind.
private struct TrialsRun {
    let status: TerminationStatus
    let output: String
    let errors: String

    /// Each fault that did not come to what was expected, and how.
    var misses: String {
        let lines = output.split(separator: "\n")
        let pairs = zip(lines, lines.dropFirst()).filter { $1.contains("MISSED") }
        return pairs.map { "\($0)\n\($1)" }.joined(separator: "\n") + errors
    }
}

/// Runs the program that was built beside the tests.
private func trials(_ arguments: String...) async throws -> TrialsRun {
    let tests = URL(filePath: CommandLine.arguments[0])
    let program = tests.deletingLastPathComponent().appending(path: "brink-trials")
    let result = try await Subprocess.run(
        .path(FilePath(program.path(percentEncoded: false))),
        arguments: Arguments(arguments),
        output: .string(limit: 1 << 20),
        error: .string(limit: 1 << 20)
    )
    return TrialsRun(
        status: result.terminationStatus,
        output: result.standardOutput,
        errors: result.standardError
    )
}

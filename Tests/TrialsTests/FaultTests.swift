import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The fault matrix, run by the program that commits the faults.
@Suite(.serialized) struct FaultTests {
    @Test(arguments: ["in-process", "worker"])
    func `every fault has the expected effects`(isolation: String) async throws {
        let run = try await trials("faults", "--isolation", isolation)

        #expect(run.status.isSuccess)
        if !run.status.isSuccess { Issue.record("\(run.misses)") }
    }

    @Test func `an unknown fault is refused in one line`() async throws {
        let run = try await trials("faults", "--row", "no such fault")

        #expect(run.status == .exited(2))
        #expect(
            run.errors
                == "brink-trials: no fault has a name with any of [\"no such fault\"]; list them with --list\n"
        )
    }

    @Test func `the page in docs lists every fault`() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/faults.md"), encoding: .utf8)
        let run = try await trials("faults", "--list")

        let titles = run.output.split(separator: "\n")
        #expect(titles.count > 70)
        for title in titles {
            #expect(page.contains("| \(title) |"), "docs/faults.md is outdated: run `make faults`")
        }
    }
}

/// The results of one run of the program.
private struct TrialsRun {
    let status: TerminationStatus
    let output: String
    let errors: String

    /// The faults with unexpected effects.
    var misses: String {
        let lines = output.split(separator: "\n")
        let pairs = zip(lines, lines.dropFirst()).filter { $1.contains("MISSED") }
        return pairs.map { "\($0)\n\($1)" }.joined(separator: "\n") + errors
    }
}

/// Runs the program, which is built next to the tests.
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

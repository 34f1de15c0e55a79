import Testing

/// `brink doctor`, and `brink` without a command.
@Suite struct DoctorCommandTests {
    @Test func `doctor shows the embedded interpreters and their paths`() async throws {
        let run = try await brink("doctor")

        #expect(run.status == 0)
        #expect(run.outputLines.contains { $0.contains("Node") && $0.contains("libnode.so") })
        #expect(run.outputLines.contains { $0.contains("Python") && $0.contains("libpython3") })
        let esbuild = try #require(run.outputLines.first { $0.hasPrefix("esbuild") })
        #expect(esbuild.contains(#/found    \d+\.\d+\.\d+ \(\/.+esbuild\)/#))
        #expect(!run.output.contains("missing"))
    }

    @Test(arguments: [[], ["--help"], ["invoke", "--help"], ["doctor", "--help"]])
    func `help has an example`(arguments: [String]) async throws {
        let run = try await brink(arguments)

        #expect(run.status == 0)
        #expect(run.output.contains("Example"))
    }

    @Test func `an unknown subcommand exits with 2`() async throws {
        #expect(try await brink("fly").status == 2)
    }
}

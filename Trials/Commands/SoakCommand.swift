import ArgumentParser

/// Calls functions from many callers for some time, with faults among the calls.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract:
            "Call functions from 200 callers with faults among the calls, and check for leaks."
    )

    @Option(help: "Duration in seconds.")
    var seconds = 300

    func validate() throws {
        guard seconds >= 5 else { throw ValidationError("--seconds is \(seconds), expected at least 5") }
    }

    func run() async throws {
        let flaws = try await Soak().run(seconds: seconds)
        for flaw in flaws { print("WRONG: \(flaw)") }
        if !flaws.isEmpty { throw ExitCode(1) }
        print("every call got its own result, and nothing leaked")
    }
}

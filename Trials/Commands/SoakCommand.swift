import ArgumentParser

/// Calls functions from all sides for a while, with faults among the calls.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract:
            "Calls functions from 200 callers with faults among the calls, and checks what is left over."
    )

    @Option(help: "How long to call, in seconds.")
    var seconds = 300

    func validate() throws {
        guard seconds >= 5 else { throw ValidationError("--seconds is \(seconds); expected 5 or more") }
    }

    func run() async throws {
        let flaws = try await Soak().run(seconds: seconds)
        for flaw in flaws { print("WRONG: \(flaw)") }
        if !flaws.isEmpty { throw ExitCode(1) }
        print("every call had its own answer, and nothing is left over")
    }
}

import ArgumentParser
import Glibc
import Invocations
import TerminalOutput

/// Commits faults in this process, which may not survive them, and reports each in a line of JSON.
struct FaultHostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fault-host", shouldDisplay: false)

    @Option var isolation: Isolation

    @Argument var names: [String]

    /// The time limit for one fault and its observation, in seconds.
    private static let limit: UInt32 = 60

    func run() async throws {
        // Handlers may close or write to the standard streams.
        let findings = StandardStream.claimOutput()
        let trial = try await FaultTrial(in: isolation)
        for name in names {
            guard let fault = Fault.all.first(where: { $0.name == name }) else {
                throw TrialsError("unknown fault \(name)")
            }
            alarm(Self.limit)
            findings.write(try await trial.commit(fault).line())
        }
        await trial.end()
    }
}

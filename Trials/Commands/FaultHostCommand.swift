import ArgumentParser
import Glibc
import HandlerRuntime
import SystemPackage

/// Commits faults in this process, which may not survive them, and tells of each in a line of JSON.
struct FaultHostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fault-host", shouldDisplay: false)

    @Option var isolation: Isolation

    @Argument var names: [String]

    /// How long one fault and all that is looked at afterwards may take, in seconds.
    private static let limit: UInt32 = 60

    func run() async throws {
        // Handlers go for the standard streams.
        let findings = try FileDescriptor.standardOutput.duplicate()
        _ = try FileDescriptor.standardError.duplicate(as: .standardOutput)
        let trial = try await FaultTrial(in: isolation)
        for name in names {
            guard let fault = Fault.all.first(where: { $0.name == name }) else {
                throw TrialsError("there is no fault \(name)")
            }
            alarm(Self.limit)
            try findings.writeAll(try await trial.commit(fault).line())
        }
        await trial.end()
    }
}

import Subprocess
import SystemPackage

/// The result of one run of curl.
struct Curl {
    /// The exit status: 0 if there was a response.
    let status: Int32
    let output: String
    let errors: String

    /// Runs curl; it gives up after 30 seconds.
    static func run(_ arguments: String...) async throws -> Curl {
        let result = try await Subprocess.run(
            .name("curl"),
            arguments: Arguments(
                ["--silent", "--show-error", "--max-time", "30", "--noproxy", "*"] + arguments
            ),
            output: .string(limit: 16 << 20),
            error: .string(limit: 1 << 20)
        )
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return Curl(status: status, output: result.standardOutput, errors: result.standardError)
    }
}

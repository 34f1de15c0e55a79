import Subprocess
import SystemPackage

/// What one run of curl left behind.
struct Curl {
    /// 0 when there was an answer.
    let status: Int32
    let output: String
    let errors: String

    /// Runs curl with some arguments; it gives up after 30 seconds.
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

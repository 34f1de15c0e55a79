import FoundationEssentials
import Subprocess
import SystemPackage

/// The result of one run of the program.
struct ProgramRun {
    let status: Int32
    let output: String
    let errors: String

    var outputLines: [String] { output.split(separator: "\n").map(String.init) }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }

    /// The envelopes on standard output.
    func envelopes() throws -> [Envelope] {
        try outputLines.map { try JSONDecoder().decode(Envelope.self, from: Data($0.utf8)) }
    }

    /// The parts of an envelope that tests check.
    struct Envelope: Decodable {
        struct Failure: Decodable {
            let errorType: String
            let errorMessage: String
            let trace: [String]?
            let stackTrace: [String]?
        }
        struct Refusal: Decodable {
            let status: Int
            let message: String
            let log: String
        }
        struct Log: Decodable {
            let timestamp: String
            let stream: String
            let message: String
        }
        struct Report: Decodable {
            let requestId: String
            let runtime: String
            let isolation: String
            let coldStart: Bool
            let initDurationMs: Double?
            let durationMs: Double
            let billedDurationMs: Int
            let cpuTimeMs: Double
            let memoryLimitMB: Int
            let maxMemoryUsedBytes: Int
        }
        let outcome: String
        let error: Failure?
        let refusal: Refusal?
        let logs: [Log]
        let report: Report
    }
}

/// The program that was built beside the tests.
let brinkProgram = FilePath(CommandLine.arguments[0]).removingLastComponent().appending("brink")

/// Runs `brink serve` on a folder whose site cannot start.
func brinkServe(in folder: String) async throws -> ProgramRun {
    try await brink("serve", "--manifest", "\(folder)/stacktape.yml", "--port", "0", "--page-port", "0")
}

/// Runs the program to its end.
func brink(_ arguments: String..., input: String = "") async throws -> ProgramRun {
    try await brink(arguments, input: input)
}

/// Runs the program to its end.
func brink(_ arguments: [String], input: String = "") async throws -> ProgramRun {
    let result = try await Subprocess.run(
        .path(brinkProgram),
        arguments: Arguments(arguments),
        input: .string(input),
        output: .string(limit: 16 << 20),
        error: .string(limit: 16 << 20)
    )
    let status: Int32
    switch result.terminationStatus {
    case .exited(let code): status = code
    case .signaled(let signal): status = -signal
    }
    return ProgramRun(status: status, output: result.standardOutput, errors: result.standardError)
}

import Invocations
import Subprocess
import SystemPackage

/// A process per call, in the language's own program: it reads the event, calls the handler and prints the result.
struct HandlerProcess {
    let name: String
    private let program: FilePath
    private let arguments: Arguments

    init(running twins: Twins, _ language: RuntimeIdentifier.Language) {
        switch language {
        case .node:
            name = "node -e a call"
            program = "/usr/bin/node"
            arguments = [
                "-e",
                """
                \(twins.node)
                const event = JSON.parse(require('fs').readFileSync(0))
                exports.handler(event).then((result) => console.log(JSON.stringify(result)))
                """,
            ]
        case .python:
            name = "python3 -c a call"
            program = "/usr/bin/python3"
            arguments = [
                "-c",
                """
                import json, sys
                \(twins.python)
                print(json.dumps(handler(json.load(sys.stdin), None)))
                """,
            ]
        }
    }

    /// Makes one call, and returns the time from the start of the process to its end.
    func microseconds(_ event: [UInt8]) async throws -> Double {
        let begin = ContinuousClock.now
        let result = try await Subprocess.run(
            .path(program),
            arguments: arguments,
            input: .array(event),
            output: .bytes(limit: 1 << 20)
        )
        let took = ContinuousClock.now - begin
        guard result.terminationStatus.isSuccess else { throw BenchError("\(name) failed") }
        return took / .microseconds(1)
    }
}

import HandlerRuntime
import Subprocess
import SystemPackage

/// A process a call, in the language's own program: it reads the event, calls the handler and prints the answer.
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
                exports.handler(event).then((answer) => console.log(JSON.stringify(answer)))
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

    /// Makes one call, and tells how long it took from before the start of the process to its end.
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

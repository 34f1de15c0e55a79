import Brink
import FoundationEssentials
import HandlerRuntime
import Subprocess
import SystemPackage

/// A loop that parses, calls and serialises, in a process of its own with the interpreter library that Brink embeds.
struct BareLoop {
    private let program: FilePath
    private let script: String
    private let handlerFile: String
    private let eventsFile: String

    /// Writes the handler and the events where the loop finds them.
    init(_ twins: Twins, _ language: RuntimeIdentifier.Language, _ events: [InvocationEvent], in folder: String) throws {
        switch language {
        case .node:
            // Debian's is a few lines around libnode.
            program = "/usr/bin/node"
            script = "Benchmarks/BareLoop/loop.js"
        case .python:
            program = ".build/release/bare-python"
            script = "Benchmarks/BareLoop/loop.py"
        }
        handlerFile = "\(folder)/handler.\(language == .node ? "js" : "py")"
        eventsFile = "\(folder)/events.jsonl"
        try Data((language == .node ? twins.node : twins.python).utf8).write(to: URL(filePath: handlerFile))
        try Data(events.map(\.json).joined(separator: [UInt8(ascii: "\n")])).write(to: URL(filePath: eventsFile))
    }

    /// The mean time of a call, in microseconds.
    func microseconds() async throws -> Double {
        try await run([])[0]
    }

    /// The time of each call, in microseconds.
    func microsecondsOfEach() async throws -> [Double] {
        try await run(["each"])
    }

    private func run(_ more: [String]) async throws -> [Double] {
        let result = try await Subprocess.run(
            .path(program),
            arguments: Arguments([script, handlerFile, eventsFile, "3"] + more),
            output: .bytes(limit: 16 << 20),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
        )
        guard result.terminationStatus.isSuccess else { throw BenchError("\(program) \(script) failed") }
        return try JSONDecoder().decode([Double].self, from: Data(result.standardOutput))
    }
}

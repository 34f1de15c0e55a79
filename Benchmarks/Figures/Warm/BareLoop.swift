import Brink
import FoundationEssentials
import Invocations
import Subprocess
import SystemPackage

/// A loop that parses, calls and serializes, in another process with the interpreter library that Brink embeds.
///
/// It runs a pass on request, so that it can take turns with Brink.
struct BareLoop {
    private let requests: FileDescriptor
    private let results: FileDescriptor

    /// Runs a loop while `body` uses it.
    static func with<Result>(
        _ twins: Twins,
        _ language: RuntimeIdentifier.Language,
        _ events: [InvocationEvent],
        _ body: (BareLoop) async throws -> Result
    ) async throws -> Result {
        let handler = "handler.\(language == .node ? "js" : "py")"
        let lines = events.map { String(decoding: $0.json, as: UTF8.self) }.joined(separator: "\n")
        let folder = try WorkFolder([
            handler: language == .node ? twins.node : twins.python, "events.jsonl": lines,
        ])
        defer { folder.remove() }
        let (input, requests) = try FileDescriptor.pipe()
        let (results, output) = try FileDescriptor.pipe()
        // Debian's node is a thin program over libnode; its python3 does not use libpython.
        let program = language == .node ? "/usr/bin/node" : ".build/release/bare-python"
        let script = "Benchmarks/BareLoop/loop.\(language == .node ? "js" : "py")"
        async let process = Subprocess.run(
            .path(FilePath(program)),
            arguments: [script, "\(folder.path)/\(handler)", "\(folder.path)/events.jsonl"],
            input: .fileDescriptor(input, closeAfterSpawningProcess: true),
            output: .fileDescriptor(output, closeAfterSpawningProcess: true),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
        )
        let result: Result
        do {
            result = try await body(BareLoop(requests: requests, results: results))
            try requests.close()
        } catch {
            try? requests.close()
            throw error
        }
        guard try await process.terminationStatus.isSuccess else {
            throw BenchError("\(program) \(script) failed")
        }
        try results.close()
        return result
    }

    /// Processes all events, and returns the mean time of a call in microseconds.
    func microseconds() throws -> Double {
        try ask("mean\n")[0]
    }

    /// Processes all events, and returns the times of the calls.
    func latencies() throws -> LatencyHistogram {
        LatencyHistogram(microseconds: try ask("each\n"))
    }

    private func ask(_ request: String) throws -> [Double] {
        try requests.writeAll(request.utf8)
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        repeat {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe results.read(into: $0) }
            guard count > 0 else { throw BenchError("the bare loop ended without a result") }
            line += buffer[..<count]
        } while line.last != UInt8(ascii: "\n")
        return try JSONDecoder().decode([Double].self, from: Data(line))
    }
}

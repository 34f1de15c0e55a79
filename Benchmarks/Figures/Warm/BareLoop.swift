import Brink
import FoundationEssentials
import HandlerRuntime
import Subprocess
import SystemPackage

/// A loop that parses, calls and serialises, in a process of its own with the interpreter library that Brink embeds.
///
/// It runs a pass whenever it is asked to, so that it can take turns with Brink.
struct BareLoop {
    private let requests: FileDescriptor
    private let answers: FileDescriptor

    /// Starts a loop for a body that uses it.
    static func with<Result>(
        _ twins: Twins,
        _ language: RuntimeIdentifier.Language,
        _ events: [InvocationEvent],
        _ body: (BareLoop) async throws -> Result
    ) async throws -> Result {
        let folder = "\(FileManager.default.temporaryDirectory.path)/brink-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let handler = "\(folder)/handler.\(language == .node ? "js" : "py")"
        let lines = "\(folder)/events.jsonl"
        try Data((language == .node ? twins.node : twins.python).utf8).write(to: URL(filePath: handler))
        try Data(events.map(\.json).joined(separator: [UInt8(ascii: "\n")])).write(to: URL(filePath: lines))

        let (input, requests) = try FileDescriptor.pipe()
        let (answers, output) = try FileDescriptor.pipe()
        // Debian's node is a few lines around libnode; its python3 has an interpreter of its own.
        let program = language == .node ? "/usr/bin/node" : ".build/release/bare-python"
        let script = "Benchmarks/BareLoop/loop.\(language == .node ? "js" : "py")"
        async let process = Subprocess.run(
            .path(FilePath(program)),
            arguments: [script, handler, lines],
            input: .fileDescriptor(input, closeAfterSpawningProcess: true),
            output: .fileDescriptor(output, closeAfterSpawningProcess: true),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
        )
        let result: Result
        do {
            result = try await body(BareLoop(requests: requests, answers: answers))
            try requests.close()
        } catch {
            try? requests.close()
            throw error
        }
        guard try await process.terminationStatus.isSuccess else {
            throw BenchError("\(program) \(script) failed")
        }
        try answers.close()
        return result
    }

    /// Goes through all events, and tells the mean time of a call, in microseconds.
    func microseconds() throws -> Double {
        try ask("mean\n")[0]
    }

    /// Goes through all events, and tells the time of each call, in microseconds.
    func microsecondsOfEach() throws -> [Double] {
        try ask("each\n")
    }

    private func ask(_ request: String) throws -> [Double] {
        try requests.writeAll(request.utf8)
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        repeat {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe answers.read(into: $0) }
            guard count > 0 else { throw BenchError("the bare loop ended before it answered") }
            line += buffer[..<count]
        } while line.last != UInt8(ascii: "\n")
        return try JSONDecoder().decode([Double].self, from: Data(line))
    }
}

import FoundationEssentials
import Subprocess
import SystemPackage

/// AWS's runtime client for Python, in a virtual environment, driven by a local Runtime API.
struct RuntimeClient {
    private static let package = "awslambdaric==4.2.2"
    private static let server = "Benchmarks/RuntimeAPI/runtime-api.mjs"

    private let python: String

    /// Finds the client in the user's cache, or installs it there.
    ///
    /// - Throws: ``BenchError`` if it cannot be installed.
    static func prepared() async throws(BenchError) -> RuntimeClient {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "."
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.cache"
        let folder = "\(cache)/brink/bench-venv"
        let python = "\(folder)/bin/python"
        if (try? await run(python, ["-c", "import awslambdaric"])) == nil {
            _ = try await run("/usr/bin/python3", ["-m", "venv", "--clear", folder])
            _ = try await run(python, ["-m", "pip", "install", "--quiet", "--prefer-binary", package])
        }
        return RuntimeClient(python: python)
    }

    /// Invokes a handler a hundred times while warm, and returns the time of each event in microseconds.
    func measure(_ handler: String, _ event: [UInt8]) async throws -> [Double] {
        let folder = try WorkFolder(["bench.py": handler])
        defer { folder.remove() }
        let client = [python, "-m", "awslambdaric", "bench.handler"]
        let server = FileManager.default.currentDirectoryPath + "/" + Self.server
        let printed = try await Self.run(
            "/usr/bin/node",
            [server, "100", "100"] + client,
            input: event,
            in: folder.path
        )
        guard let times = try? JSONDecoder().decode([Double].self, from: Data(printed)) else {
            throw BenchError("\(Self.server) printed no times")
        }
        return times
    }

    /// Runs a program and returns its output; a failure is reported with its last line of errors.
    private static func run(
        _ program: String,
        _ arguments: [String],
        input: [UInt8] = [],
        in folder: String? = nil
    ) async throws(BenchError) -> [UInt8] {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program)),
                arguments: Arguments(arguments),
                workingDirectory: folder.map { FilePath($0) },
                input: .array(input),
                output: .bytes(limit: 1 << 20),
                error: .string(limit: 1 << 20)
            )
            if result.terminationStatus.isSuccess { return result.standardOutput }
            let complaint = result.standardError.split(separator: "\n").last ?? "no reason given"
            throw BenchError("\(program) failed: \(complaint)")
        } catch let error as BenchError {
            throw error
        } catch {
            throw BenchError("\(program) could not be run: \(error)")
        }
    }
}

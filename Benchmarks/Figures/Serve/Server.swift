import Glibc
import Subprocess
import SystemPackage

/// Runs a server during a measurement.
enum Server {
    /// Starts a program, waits until `port` finds one in its errors, and ends the program after `body`.
    ///
    /// - Throws: ``BenchError`` if it does not start within 15 s.
    static func run<Result: Sendable>(
        _ program: String,
        _ arguments: [String],
        in folder: WorkFolder,
        port: @escaping @Sendable (String) -> Int?,
        _ body: @escaping @Sendable (_ port: Int, _ process: Int32) async throws -> Result
    ) async throws -> Result {
        let errors = try FileDescriptor.open(
            FilePath("\(folder.path)/errors.log"),
            .writeOnly,
            options: [.create, .truncate],
            permissions: .ownerReadWrite
        )
        let outcome = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments(arguments),
            workingDirectory: FilePath(folder.path),
            input: .none,
            output: .discarded,
            error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
        ) { execution in
            let process = execution.processIdentifier.value
            do {
                let port = try await wait(for: port, in: folder, of: program)
                let result = try await body(port, process)
                _ = kill(process, SIGTERM)
                return result
            } catch {
                _ = kill(process, SIGKILL)
                throw error
            }
        }
        return outcome.closureResult
    }

    private static func wait(
        for port: (String) -> Int?,
        in folder: WorkFolder,
        of program: String
    ) async throws -> Int {
        for _ in 1...300 {
            if let port = port(folder.text(of: "errors.log")) { return port }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError("\(program) did not start: \(folder.text(of: "errors.log"))")
    }

    /// Finds the port of the site in the output of `brink serve`.
    static func portOfSite(_ errors: String) -> Int? {
        guard let mark = errors.firstRange(of: "is served at http://localhost:") else { return nil }
        return Int(errors[mark.upperBound...].prefix { $0.isNumber })
    }
}

extension FilePermissions {
    fileprivate static let ownerReadWrite: FilePermissions = [.ownerRead, .ownerWrite]
}

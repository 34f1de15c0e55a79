import FoundationEssentials
import Subprocess
import Synchronization
import SystemPackage
import Testing

/// A running `brink serve` on a folder.
struct ServedSite: Sendable {
    let folder: String
    let port: Int
    let pagePort: Int
    let process: Int32
    let errors: LineLog

    /// Gets a path of the site, and returns the response's head and body.
    func get(_ path: String, _ options: String...) async throws -> String {
        try await curl(
            ["-si", "-H", "Host: site.example.com"] + options + ["http://127.0.0.1:\(port)\(path)"]
        )
    }

    /// Gets a path of the page, and returns the response's body.
    func page(_ path: String, _ options: String...) async throws -> String {
        try await curl(["-s"] + options + ["http://127.0.0.1:\(pagePort)/_brink/\(path)"])
    }

    /// Repeats a request until its response contains a text.
    func waits(for text: String, at path: String) async throws {
        var response = ""
        for _ in 1...300 {
            response = try await get(path)
            if response.contains(text) { return }
        }
        Issue.record("\(path) never contained \"\(text)\": \(response)\n\(errors.lines)")
    }

    /// Replaces a file in one step.
    func save(_ name: String, _ text: String) throws {
        let file = URL(filePath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    func curl(_ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .path("/usr/bin/curl"),
            arguments: Arguments(["--max-time", "20"] + arguments),
            output: .string(limit: 8 << 20),
            error: .discarded
        )
        return result.standardOutput
    }
}

/// The lines that a program has written so far.
final class LineLog: Sendable {
    private struct State {
        var lines: [String] = []
        var hasEnded = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var lines: [String] { state.withLock { $0.lines } }

    func add(_ line: String?) {
        let waiting = state.withLock { state in
            if let line { state.lines.append(line) } else { state.hasEnded = true }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits for a line with a text; nil if the program ended without one.
    func line(with text: String) async -> String? {
        while true {
            let (line, hasEnded, count) = state.withLock { state in
                (state.lines.first { $0.contains(text) }, state.hasEnded, state.lines.count)
            }
            if let line { return line }
            if hasEnded { return nil }
            await withCheckedContinuation { continuation in
                let hasChanged = state.withLock { state in
                    if state.hasEnded || state.lines.count != count { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if hasChanged { continuation.resume() }
            }
        }
    }
}

/// Serves the manifest of a folder while `body` runs, then ends the program with a signal.
///
/// Standard output goes to `output`, which is closed here, or to `requests.log` in the folder. Returns the exit status.
@discardableResult
func withServedSite(
    in folder: String,
    _ options: [String] = [],
    endedBy signal: Signal = .terminate,
    output: FileDescriptor? = nil,
    _ body: @Sendable @escaping (ServedSite) async throws -> Void
) async throws -> Int32 {
    let errors = LineLog()
    let result = try await Subprocess.run(
        .path(brinkProgram),
        arguments: Arguments(["serve", "--port", "0", "--page-port", "0"] + options),
        workingDirectory: FilePath(folder),
        input: .none,
        output: .fileDescriptor(
            try output
                ?? .open(
                    FilePath("\(folder)/requests.log"),
                    .writeOnly,
                    options: [.create, .truncate],
                    permissions: [.ownerRead, .ownerWrite]
                ),
            closeAfterSpawningProcess: true
        ),
        error: .sequence
    ) { execution in
        let process = execution.processIdentifier.value
        let use = Task {
            defer { try? execution.send(signal: signal) }
            let site = try #require(await errors.line(with: "is served at "))
            let page = try #require(await errors.line(with: "see what happens at http://localhost:"))
            try await body(
                ServedSite(
                    folder: folder,
                    port: try #require(port(in: site)),
                    pagePort: try #require(port(in: page)),
                    process: process,
                    errors: errors
                )
            )
        }
        for try await line in execution.standardError.strings() { errors.add(line) }
        errors.add(nil)
        try await use.value
    }
    switch result.terminationStatus {
    case .exited(let status): return status
    case .signaled(let signal): return -signal
    }
}

private func port(in line: String) -> Int? {
    guard let mark = line.firstRange(of: "localhost:") else { return nil }
    return Int(line[mark.upperBound...].prefix { $0.isNumber })
}

/// Runs a program to its end, and returns its exit status.
func run(_ program: String, _ arguments: [String], in folder: String) async throws -> Int32 {
    let result = try await Subprocess.run(
        .path(FilePath(program)),
        arguments: Arguments(arguments),
        workingDirectory: FilePath(folder),
        output: .discarded
    )
    if case .exited(let status) = result.terminationStatus { return status }
    return -1
}

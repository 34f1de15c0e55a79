import FoundationEssentials
import Subprocess
import Synchronization
import SystemPackage
import Testing

/// A `brink serve` over a folder, for as long as one test runs.
struct ServedSite: Sendable {
    let folder: String
    let port: Int
    let pagePort: Int
    let process: Int32
    let errors: LineLog

    /// What curl got for a path of the site: its head and its body.
    func get(_ path: String, _ options: String...) async throws -> String {
        try await curl(
            ["-si", "-H", "Host: site.example.com"] + options + ["http://127.0.0.1:\(port)\(path)"]
        )
    }

    /// What curl got for a path of the page.
    func page(_ path: String, _ options: String...) async throws -> String {
        try await curl(["-s"] + options + ["http://127.0.0.1:\(pagePort)/_brink/\(path)"])
    }

    /// Asks until an answer has a text in it.
    func waits(for text: String, at path: String) async throws {
        var answer = ""
        for _ in 1...300 {
            answer = try await get(path)
            if answer.contains(text) { return }
        }
        Issue.record("\(path) never had \"\(text)\" in it: \(answer)\n\(errors.lines)")
    }

    /// Saves a file in the place of one, in one step.
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

/// The lines that a program has written so far, and whoever waits for one.
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

    /// Waits for a line with a text in it; nil when the program ended without one.
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

/// Serves the manifest of a folder while `body` runs, and ends the program with a signal.
///
/// - Returns: the program's exit status.
@discardableResult
func withServedSite(
    in folder: String,
    _ options: [String] = [],
    endedBy signal: Signal = .terminate,
    _ body: @Sendable @escaping (ServedSite) async throws -> Void
) async throws -> Int32 {
    let tests = URL(filePath: CommandLine.arguments[0])
    let program = tests.deletingLastPathComponent().appending(path: "brink").path(percentEncoded: false)
    let errors = LineLog()
    let result = try await Subprocess.run(
        .path(FilePath(program)),
        arguments: Arguments(["serve", "--port", "0", "--page-port", "0"] + options),
        workingDirectory: FilePath(folder),
        input: .none,
        output: .fileDescriptor(
            try .open(
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

/// Runs a program to its end.
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

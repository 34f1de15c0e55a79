import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import Testing

/// Workers end with their host, whatever either is doing.
@Suite(.serialized) struct WorkerLifeTests {
    /// Things that keep a worker busy when its host is killed.
    static let occupations = [
        ("spin.js", "for (;;) {}"), ("wait.js", "await new Promise(() => setInterval(() => {}, 1000))"),
        ("spin.py", "while True: pass"), ("stuck.py", "sum(range(10**12))"),
        ("closed.py", "os.closerange(3, 256)\n    time.sleep(60)"),
        ("child.py", "os.system('sleep 60')"), ("stopped.py", "signal.raise_signal(signal.SIGSTOP)"),
    ]

    @Test(arguments: occupations)
    func `a worker ends soon after its host is killed`(name: String, body: String) async throws {
        let source =
            name.hasSuffix(".js")
            ? "exports.handler = async () => { \(body) }"
            : "import os, signal, time\ndef handler(event, context):\n    \(body)"
        // On a busy machine the host may end by itself before it is killed.
        var processes: [Int32] = []
        for _ in 1...3 where processes.isEmpty { processes = try await killedHost(of: name, source) }
        #expect(!processes.isEmpty)
        for process in processes {
            #expect(try await isGone(process), "process \(process) of \(name) still runs")
        }
    }

    /// Runs a handler in a worker, and kills its host.
    ///
    /// - Returns: the processes that the host had; none if it had already ended.
    private func killedHost(of name: String, _ source: String) async throws -> [Int32] {
        try await withFolder([name: source]) { folder in
            try await Subprocess.run(
                .path(brinkProgram),
                arguments: [
                    "invoke", "\(folder)/\(name)", "--isolation", "worker", "--timeout", "30", "--trigger",
                    "origin-request",
                ],
                input: .none,
                output: .discarded,
                error: .discarded
            ) { execution in
                let host = execution.processIdentifier.value
                let early = try await descendants(of: host)
                guard !early.isEmpty else { return [] }
                // Long enough for the handler to start.
                try await Task.sleep(for: .milliseconds(400))
                // A worker that closes its channel has ended by now, and its host with it.
                let late = children(of: host).flatMap { [$0] + children(of: $0) }
                kill(host, SIGKILL)
                return early + late
            }.closureResult
        }
    }

    @Test func `a worker without a host reports that`() async throws {
        let result = try await Subprocess.run(
            .path(brinkProgram),
            arguments: ["doctor"],
            environment: .inherit.updating(["BRINK_WORKER": "yes"]),
            output: .string(limit: 4096),
            error: .string(limit: 4096)
        )

        #expect(result.terminationStatus == .exited(2))
        #expect(result.standardOutput == "")
        #expect(result.standardError.hasPrefix("brink: worker: BRINK_WORKER=yes: expected"))
    }

    /// Waits until a process has children or has ended, and returns its children and grandchildren.
    private func descendants(of process: Int32) async throws -> [Int32] {
        for _ in 1...3000 where !isDead(process) {
            let found = children(of: process)
            if !found.isEmpty { return found + found.flatMap(children) }
            try await Task.sleep(for: .milliseconds(10))
        }
        return []
    }

    private func children(of process: Int32) -> [Int32] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return tasks.flatMap { task -> [Int32] in
            let file = "/proc/\(process)/task/\(task)/children"
            let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { Int32($0) }
        }
    }

    private func isGone(_ process: Int32) async throws -> Bool {
        for _ in 1...3000 {
            if isDead(process) { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Returns true for a process that has ended, even if its parent has not waited for it.
    private func isDead(_ process: Int32) -> Bool {
        let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return state.isEmpty || state.contains(") Z ")
    }
}

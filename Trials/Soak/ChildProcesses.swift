import FoundationEssentials
import Glibc

/// The child processes of this one, according to the kernel.
enum ChildProcesses {
    /// The running ones and the zombies.
    static var all: [Int32] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return threads.flatMap { thread in
            let file = URL(filePath: "/proc/self/task/\(thread)/children")
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { Int32($0) }
        }
    }
}

/// Kills random workers, three times a second, until cancelled.
enum WorkerKiller {
    /// Kills workers, and returns their number.
    static func run() async -> Int {
        var killed = 0
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(300)) } catch { break }
            guard let child = ChildProcesses.all.randomElement(), kill(child, SIGKILL) == 0 else { continue }
            killed += 1
        }
        return killed
    }
}

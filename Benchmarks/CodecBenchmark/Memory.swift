import Foundation

/// Reads the kernel's high-water mark of this process's memory.
enum Memory {
    /// The most bytes that were resident above the start while `work` ran; Linux only.
    static func peakGrowth(_ work: () -> Void) -> Int {
        // Writing 5 sets the high-water mark back to what is resident now (proc(5)).
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        let before = peak()
        work()
        return peak() - before
    }

    private static func peak() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}

import FoundationEssentials

/// The resources that a host could leak.
struct Leftovers {
    let descriptors: Int
    let threads: Int
    let children: Int
    let residentBytes: Int

    /// The tolerated growth of memory since the first tenth of the run, in bytes; or a tenth of it, if more.
    private static let tolerance = 32 << 20

    static var current: Leftovers {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let status = ProcessStatus.current
        return Leftovers(
            descriptors: files.count,
            threads: status.threads,
            children: ChildProcesses.all.count,
            residentBytes: status.residentBytes
        )
    }

    /// Waits up to five seconds for leftovers to go, and returns the rest.
    static func settled(to earlier: Leftovers, earlyResidentBytes early: Int) async throws -> Leftovers {
        for _ in 1...100 {
            let now = current
            if now.excess(over: earlier, earlyResidentBytes: early).isEmpty { return now }
            try await Task.sleep(for: .milliseconds(50))
        }
        return current
    }

    /// Compares with the state before.
    ///
    /// - Parameters:
    ///   - earlier: the state with both interpreters and no function.
    ///   - early: the resident memory after the first tenth of the run, in bytes.
    /// - Returns: the leaks, each in one line.
    func excess(over earlier: Leftovers, earlyResidentBytes early: Int) -> [String] {
        var lines: [String] = []
        if descriptors > earlier.descriptors {
            lines.append("\(descriptors) descriptors are open, \(earlier.descriptors) before")
        }
        if threads > earlier.threads { lines.append("\(threads) threads run, \(earlier.threads) before") }
        if children > 0 { lines.append("\(children) child processes are left") }
        if residentBytes > early + max(early / 10, Self.tolerance) {
            lines.append("\(residentBytes >> 20) MB are resident, \(early >> 20) MB early in the run")
        }
        return lines
    }
}

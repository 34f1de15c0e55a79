import FoundationEssentials

/// What a host could leave behind in its process.
struct Leftovers {
    let descriptors: Int
    let threads: Int
    let children: Int
    let residentBytes: Int

    /// By how much memory may have grown over that of the first tenth of the run, in bytes, or by a tenth of it.
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

    /// What is left once nothing more goes, at the latest after some seconds.
    static func settled(to earlier: Leftovers, earlyResidentBytes early: Int) async throws -> Leftovers {
        for _ in 1...100 {
            let now = current
            if now.excess(over: earlier, earlyResidentBytes: early).isEmpty { return now }
            try await Task.sleep(for: .milliseconds(50))
        }
        return current
    }

    /// Compares with what there was.
    ///
    /// - Parameters:
    ///   - earlier: what there was when both interpreters ran, and no function.
    ///   - early: what was resident in memory after the first tenth of the run, in bytes.
    /// - Returns: what there is more of than there may be, each in one line.
    func excess(over earlier: Leftovers, earlyResidentBytes early: Int) -> [String] {
        var lines: [String] = []
        if descriptors > earlier.descriptors {
            lines.append("\(descriptors) descriptors are open, \(earlier.descriptors) were before")
        }
        if threads > earlier.threads { lines.append("\(threads) threads run, \(earlier.threads) did before") }
        if children > 0 { lines.append("\(children) child processes are left") }
        if residentBytes > early + max(early / 10, Self.tolerance) {
            lines.append("\(residentBytes >> 20) MB are resident, \(early >> 20) MB were early in the run")
        }
        return lines
    }
}

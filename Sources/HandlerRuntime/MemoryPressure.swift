import Glibc

/// Whether the machine is short of memory, as its kernel tells.
enum MemoryPressure {
    /// The share of the last ten seconds, in percent, in which something waited for memory, from which on it is short.
    static let stalledPercent = 10.0

    /// The share of all memory, in percent, that may still be had, below which it is short.
    static let availablePercent = 5.0

    /// Reads it anew.
    static func isHigh() -> Bool {
        isHigh(pressure: text(of: "/proc/pressure/memory"), memory: text(of: "/proc/meminfo"))
    }

    /// Tells it from the kernel's two files; a kernel need not have the first.
    static func isHigh(pressure: String?, memory: String?) -> Bool {
        if let stalled = pressure.flatMap(stalled) { return stalled >= stalledPercent }
        guard
            let memory,
            let total = kilobytes("MemTotal:", in: memory),
            let available = kilobytes("MemAvailable:", in: memory)
        else { return false }
        return available * 100 < total * availablePercent
    }

    /// Finds the average in a line such as `some avg10=0.12 avg60=0.00 avg300=0.00 total=12345`.
    private static func stalled(in pressure: String) -> Double? {
        let line = pressure.split(separator: "\n").first { $0.hasPrefix("some ") }
        let word = line?.split(separator: " ").first { $0.hasPrefix("avg10=") }
        return word.flatMap { Double($0.dropFirst("avg10=".count)) }
    }

    /// Finds the number in a line such as `MemTotal:  8048408 kB`.
    private static func kilobytes(_ name: String, in memory: String) -> Double? {
        let line = memory.split(separator: "\n").first { $0.hasPrefix(name) }
        let words = line?.split(separator: " ") ?? []
        return words.count > 1 ? Double(words[1]) : nil
    }

    /// Reads the first page of a file, which is more than is looked for.
    private static func text(of file: String) -> String? {
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}

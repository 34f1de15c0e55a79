/// Decides whether the machine is short of memory, from two files of its kernel.
package enum MemoryPressure {
    /// The lowest share of the last ten seconds, in percent, in which tasks waited for memory, that counts as high.
    package static let stalledPercent = 10.0

    /// The share of available memory, in percent, below which pressure is high.
    package static let availablePercent = 5

    /// Reads the kernel's files and decides.
    static func isHigh() -> Bool {
        isHigh(
            pressure: ProcFile.firstPage(of: "/proc/pressure/memory"),
            memory: ProcFile.firstPage(of: "/proc/meminfo")
        )
    }

    /// Decides from the files' texts; not every kernel has the first file.
    package static func isHigh(pressure: ArraySlice<UInt8>?, memory: ArraySlice<UInt8>?) -> Bool {
        if let stalled = pressure.flatMap(stalled) { return stalled >= stalledPercent }
        guard
            let memory,
            let total = ProcFile.kilobytes("MemTotal:", in: memory),
            let available = ProcFile.kilobytes("MemAvailable:", in: memory)
        else { return false }
        return available * 100 < total * availablePercent
    }

    /// Finds the average in a line such as `some avg10=0.12 avg60=0.00 avg300=0.00 total=12345`.
    private static func stalled(in pressure: ArraySlice<UInt8>) -> Double? {
        let line = String(decoding: pressure, as: UTF8.self).split(separator: "\n").first {
            $0.hasPrefix("some ")
        }
        let word = line?.split(separator: " ").first { $0.hasPrefix("avg10=") }
        return word.flatMap { Double($0.dropFirst("avg10=".count)) }
    }
}

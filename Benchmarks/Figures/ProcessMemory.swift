import SystemPackage

/// What the kernel says of this process's memory, in bytes.
enum ProcessMemory {
    static var resident: Int { field("VmRSS:") }

    /// The most that has been resident since the process began or ``forgetPeak()``.
    static var peak: Int { field("VmHWM:") }

    static func forgetPeak() {
        let file = try? FileDescriptor.open(FilePath("/proc/self/clear_refs"), .writeOnly)
        _ = try? file?.closeAfter { try file?.writeAll("5".utf8) }
    }

    private static func field(_ name: String) -> Int {
        let file = try? FileDescriptor.open(FilePath("/proc/self/status"), .readOnly)
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count =
            (try? file?.closeAfter {
                try unsafe bytes.withUnsafeMutableBytes { try unsafe file?.read(into: $0) }
            }) ?? 0
        let lines = String(decoding: bytes[..<(count ?? 0)], as: UTF8.self).split(separator: "\n")
        let value = lines.first { $0.hasPrefix(name) }?.split(whereSeparator: { $0 == " " || $0 == "\t" })
            .dropFirst().first
        return (value.flatMap { Int($0) } ?? 0) * 1024
    }
}

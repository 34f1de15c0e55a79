import Brink
import SystemPackage

/// The memory of a process according to the kernel, in bytes.
enum ProcessMemory {
    static var resident: Int { field("VmRSS:") }

    /// Returns the resident memory of another process.
    static func residentBytes(of process: Int32) -> Int { field("VmRSS:", of: String(process)) }

    /// The peak resident memory since the process began or ``resetPeak()``.
    static var peak: Int { field("VmHWM:") }

    static func resetPeak() {
        let file = try? FileDescriptor.open(FilePath("/proc/self/clear_refs"), .writeOnly)
        _ = try? file?.closeAfter { try file?.writeAll("5".utf8) }
    }

    private static func field(_ name: String, of process: String = "self") -> Int {
        let file = try? FileDescriptor.open(FilePath("/proc/\(process)/status"), .readOnly)
        let bytes = (try? file?.closeAfter { try file?.readAll() }) ?? []
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name) }
        let words = line?.split { $0 == " " || $0 == "\t" } ?? []
        return (words.count > 1 ? Int(words[1]) ?? 0 : 0) * 1024
    }
}

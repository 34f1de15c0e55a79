import Brink
import SystemPackage

/// What the kernel says of a process's memory, in bytes.
enum ProcessMemory {
    static var resident: Int { field("VmRSS:") }

    /// The resident memory of another process.
    static func residentBytes(of process: Int32) -> Int { field("VmRSS:", of: String(process)) }

    /// The most that has been resident since the process began or ``forgetPeak()``.
    static var peak: Int { field("VmHWM:") }

    static func forgetPeak() {
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

import Brink
import SystemPackage

/// The kernel's status of this process.
struct ProcessStatus {
    private let fields: [Substring: Substring]

    static var current: ProcessStatus {
        let file = try? FileDescriptor.open(FilePath("/proc/self/status"), .readOnly)
        let bytes = (try? file?.closeAfter { try file?.readAll() }) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let fields = lines.map { line in
            let name = line.prefix { $0 != ":" }
            return (name, line.dropFirst(name.count + 1).drop { $0.isWhitespace })
        }
        return ProcessStatus(fields: Dictionary(fields, uniquingKeysWith: { _, last in last }))
    }

    subscript(name: Substring) -> String { fields[name].map(String.init) ?? "" }

    /// The number of threads.
    var threads: Int { Int(self["Threads"]) ?? 0 }

    /// The resident memory, in bytes.
    var residentBytes: Int { kilobytes("VmRSS") << 10 }

    /// The peak resident memory since the process began or ``resetPeak()``, in bytes.
    var peakBytes: Int { kilobytes("VmHWM") << 10 }

    /// Resets ``peakBytes``.
    static func resetPeak() {
        let file = try? FileDescriptor.open(FilePath("/proc/self/clear_refs"), .writeOnly)
        _ = try? file?.closeAfter { try file?.writeAll("5".utf8) }
    }

    private func kilobytes(_ name: Substring) -> Int {
        fields[name].flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    }
}

import CWorkerProcess
import Glibc

/// What a worker's function has made resident, by the kernel's count.
///
/// Only what belongs to the process counts: not the pages of files, such as its libraries.
struct ResidentMemory {
    /// What a handler may map without touching it, beyond twice its memory, in bytes: stacks of threads, mostly.
    private static let mappingRoom = 512 << 20

    private let process: Int32
    private let limit: Int
    private let file: String
    private var baseline = 0
    private var baselineOfAll = 0

    /// Watches a process whose function may hold `limit` bytes.
    init(of process: Int32, limit: Int) {
        self.process = process
        self.limit = limit
        file = "/proc/\(process)/status"
    }

    /// Takes what is resident now for what was there before the function came, and has the kernel refuse what is far
    /// beyond the limit.
    mutating func begin() {
        guard let status = ProcessStatus(file: file) else { return }
        baseline = status.own
        baselineOfAll = status.resident
        _ = workerprocess_limit_data(process, UInt64(status.data + 2 * limit + Self.mappingRoom))
    }

    /// Whether the function holds more than it may.
    func isBeyondLimit() -> Bool {
        guard let status = ProcessStatus(file: file) else { return false }
        return status.own - baseline > limit
    }

    /// Whether it did before the process ended, by the most that was ever resident.
    func wasBeyondLimit(peakResidentBytes peak: Int) -> Bool { growth(to: peak) > limit }

    /// What was there beyond the baseline when so much was resident.
    func growth(to resident: Int) -> Int { max(0, resident - baselineOfAll) }
}

/// The sizes in a process's `status` file, in bytes.
private struct ProcessStatus {
    /// Pages of its own, shared ones included that are of no file.
    var own: Int
    /// All pages.
    var resident: Int
    /// What it has mapped for its data.
    var data: Int

    /// Reads the file; nil when the process is gone.
    init?(file: String) {
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        let text = bytes[..<count]
        guard
            let anonymous = Self.number("RssAnon:", in: text),
            let shared = Self.number("RssShmem:", in: text),
            let resident = Self.number("VmRSS:", in: text), let data = Self.number("VmData:", in: text)
        else { return nil }
        own = anonymous + shared
        self.resident = resident
        self.data = data
    }

    /// Finds the number of a line such as `VmRSS:     1234 kB`.
    private static func number(_ name: StaticString, in text: ArraySlice<UInt8>) -> Int? {
        let name = unsafe Array(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: name) {
            let digits = line.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } << 10
        }
        return nil
    }
}

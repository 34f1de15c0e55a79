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

    /// The most that the function was seen to hold, in bytes.
    private(set) var peak = 0

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
        _ = workerprocess_limit_data(process, UInt64(status.data + 2 * limit + Self.mappingRoom))
    }

    /// Looks whether the function holds more than it may.
    mutating func isBeyondLimit() -> Bool {
        guard let status = ProcessStatus(file: file) else { return false }
        peak = max(peak, status.own - baseline)
        return status.own - baseline > limit
    }
}

/// The sizes in a process's `status` file, in bytes.
private struct ProcessStatus {
    /// Pages of its own, shared ones included that are of no file.
    var own: Int
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
            let data = Self.number("VmData:", in: text)
        else { return nil }
        own = anonymous + shared
        self.data = data
    }

    /// Finds the number of a line such as `RssAnon:     1234 kB`.
    private static func number(_ name: StaticString, in text: ArraySlice<UInt8>) -> Int? {
        let name = unsafe Array(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: name) {
            let digits = line.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } << 10
        }
        return nil
    }
}

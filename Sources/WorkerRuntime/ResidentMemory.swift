import CWorkerProcess
import HandlerRuntime

/// The memory that a worker's function has made resident, by the kernel's count.
///
/// It counts what belongs to the process alone, without the pages of files such as libraries.
struct ResidentMemory {
    /// The bytes beyond twice its memory that a handler may map without touching them, mostly for threads' stacks.
    private static let mappingRoom = 512 << 20

    private let process: Int32
    private let limit: Int
    private let file: String
    private var baseline = 0

    /// The function's peak memory so far, in bytes.
    private(set) var peak = 0

    /// Watches a process whose function may hold `limit` bytes.
    init(of process: Int32, limit: Int) {
        self.process = process
        self.limit = limit
        file = "/proc/\(process)/status"
    }

    /// Sets the baseline to the memory that is resident now, and limits mappings to far beyond the function's memory.
    mutating func begin() {
        guard let status = status() else { return }
        baseline = status.own
        _ = workerprocess_limit_data(process, UInt64(status.data + 2 * limit + Self.mappingRoom))
    }

    /// Returns true if the function holds more than its memory.
    mutating func isBeyondLimit() -> Bool {
        guard let status = status() else { return false }
        peak = max(peak, status.own - baseline)
        return status.own - baseline > limit
    }

    /// Reads the bytes in resident pages of no file, shared ones included, and in mappings for data; nil if the process
    /// is gone.
    private func status() -> (own: Int, data: Int)? {
        guard
            let text = ProcFile.firstPage(of: file),
            let anonymous = ProcFile.kilobytes("RssAnon:", in: text),
            let shared = ProcFile.kilobytes("RssShmem:", in: text),
            let data = ProcFile.kilobytes("VmData:", in: text)
        else { return nil }
        return ((anonymous + shared) << 10, data << 10)
    }
}

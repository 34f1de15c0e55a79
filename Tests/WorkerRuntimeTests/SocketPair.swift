import Glibc
import WorkerRuntime

/// The two ends of a channel.
struct SocketPair {
    let one: WorkerChannel
    let other: WorkerChannel

    init() {
        var ends: [Int32] = [-1, -1]
        unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        one = WorkerChannel(ends[0])
        other = WorkerChannel(ends[1])
    }

    func close() {
        one.close()
        other.close()
    }
}

import Glibc
import SystemPackage

/// The descriptors of this process, some of which handlers in it reach by number.
///
/// A handler means its own standard streams by 0 to 2, and its first files by the numbers after them. Whatever it does
/// to those should not meet the host's streams and clients.
package enum HostDescriptors {
    /// The number from which the host's own descriptors are kept, unless the process may have fewer.
    private static let high: Int32 = 960
    /// The numbers that ``reserveLow()`` takes, in a process with the usual limit of 1,024.
    private static let low: Int32 = 256

    /// Opens those of 0 to 2 that the parent closed on `/dev/null`: a client's socket would get the number otherwise.
    static func openStandardStreams() {
        while let opened = unsafe try? FileDescriptor.open("/dev/null", .readWrite) {
            if opened.rawValue > 2 { return (try? opened.close()) ?? () }
        }
    }

    /// Duplicates a descriptor to a high number that child processes do not inherit.
    static func privateDuplicate(of descriptor: FileDescriptor) -> FileDescriptor {
        for floor in [min(high, limit - 16), 3] {
            let duplicate = fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, floor)
            if duplicate >= 0 { return FileDescriptor(rawValue: duplicate) }
        }
        return descriptor
    }

    /// Opens the low numbers that are free on `/dev/null`, so that sockets get numbers that no handler means.
    ///
    /// When all are taken this is two system calls; a handler may have closed some since.
    package static func reserveLow() {
        let end = min(low, limit / 4)
        while let opened = unsafe try? FileDescriptor.open("/dev/null", .readWrite, options: .closeOnExec) {
            if opened.rawValue >= end { return (try? opened.close()) ?? () }
        }
    }

    /// The number of descriptors that the process may have.
    private static var limit: Int32 {
        var limit = rlimit()
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int32(min(limit.rlim_cur, 1 << 20))
    }
}

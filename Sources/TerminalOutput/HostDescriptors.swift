import Glibc
import SystemPackage

/// The process's own descriptors, kept away from the numbers 0 to 2, by which handlers mean their standard streams.
enum HostDescriptors {
    /// The number from which the host's own descriptors are kept, unless the process may have fewer.
    private static let high: Int32 = 960

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

    /// The number of descriptors that the process may have.
    private static var limit: Int32 {
        var limit = rlimit()
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int32(min(limit.rlim_cur, 1 << 20))
    }
}

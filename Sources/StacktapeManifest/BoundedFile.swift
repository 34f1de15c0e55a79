import Glibc

/// Reads files up to a limit.
enum BoundedFile {
    /// Reads the first bytes of a file or pipe; nil when it cannot be read.
    static func bytes(of path: String, atMost limit: Int) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }

        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let wanted = min(piece.count, limit - bytes.count)
            // The pointer is to `wanted` bytes of an array that outlives the call.
            let count = unsafe piece.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, wanted)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
        return bytes
    }
}

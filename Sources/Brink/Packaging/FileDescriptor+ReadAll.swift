package import SystemPackage

extension FileDescriptor {
    /// Reads to the end of a file or a pipe.
    package func readAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe read(into: $0) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}

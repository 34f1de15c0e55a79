import Glibc

/// Reads the kernel's small text files under `/proc`.
package enum ProcFile {
    /// Reads the first page of a file, which holds all that callers look for; nil if it cannot be read.
    package static func firstPage(of path: String) -> ArraySlice<UInt8>? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? bytes[..<count] : nil
    }

    /// Finds the number in a line such as `MemTotal:  8048408 kB`.
    package static func kilobytes(_ name: String, in text: ArraySlice<UInt8>) -> Int? {
        let lines = text.lazy.split(separator: UInt8(ascii: "\n"))
        guard let line = lines.first(where: { $0.starts(with: name.utf8) }) else { return nil }
        let digits = line.dropFirst(name.utf8.count).filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        return digits.isEmpty ? nil : digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

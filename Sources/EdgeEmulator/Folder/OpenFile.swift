import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A file below a root, open for reading until its last reference goes.
final class OpenFile: Sendable {
    /// An error about a file that could not be read to the end.
    struct Shortened: Error, CustomStringConvertible {
        let description = "a file became shorter while it was read"
    }

    private static let pieceLength = 128 << 10

    let length: Int
    /// In seconds since 1970.
    let modifiedAt: Int64
    /// A strong entity tag, which changes when the file is replaced or written.
    let tag: String
    private let descriptor: Int32
    private let contents = Mutex<ByteBuffer?>(nil)

    /// Opens a file; nil if it does not exist, is not a regular file, or lies outside of the root.
    init?(_ key: ObjectKey, below root: String) {
        // In a bucket `a//b` and `a/b` are different keys; a folder has no file `a//b`.
        guard !key.text.split(separator: "/", omittingEmptySubsequences: false).contains("") else {
            return nil
        }
        // Non-blocking: opening a pipe would wait for a writer.
        let descriptor = unsafe open("\(root)/\(key.text)", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        // Checked after opening, so that it cannot be swapped in between.
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            Self.isBelow(root, descriptor)
        else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        length = Int(status.st_size)
        modifiedAt = Int64(status.st_mtim.tv_sec)
        let parts = [
            UInt64(status.st_ino), UInt64(status.st_size),
            UInt64(
                bitPattern: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
            ),
        ]
        tag = "\"" + parts.map { String($0, radix: 16) }.joined(separator: "-") + "\""
    }

    deinit {
        close(descriptor)
    }

    private static func isBelow(_ root: String, _ descriptor: Int32) -> Bool {
        guard let file = path(of: descriptor), let folder = realPath(root) else { return false }
        // Byte by byte: String treats both encodings of `é` as equal, a file system does not.
        return file.utf8.starts(with: (folder == "/" ? folder : folder + "/").utf8)
    }

    /// Returns the path of an open file; if it was replaced since, its former path.
    private static func path(of descriptor: Int32) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { space in
            guard let start = space.baseAddress else { return nil }
            let count = unsafe readlink("/proc/self/fd/\(descriptor)", start, space.count)
            guard (1..<space.count).contains(count) else { return nil }
            return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    // MARK: Reading

    /// Reads all of it, so that its body is in memory.
    func readAll() {
        let buffer = try? read(0..<length)
        contents.withLock { $0 = buffer }
    }

    /// Returns a range of the file.
    func body(_ range: Range<Int>) -> EdgeBody {
        guard !range.isEmpty else { return .empty }
        if let buffer = contents.withLock({ $0 }) { return EdgeBody.buffer(buffer).part(range) }
        return .stream(Pieces(file: self, rest: range), length: range.count)
    }

    private func read(_ range: Range<Int>) throws -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            let length = range.upperBound - position
            let count = unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { space in
                var count = -1
                repeat {
                    count = unsafe pread(descriptor, space.baseAddress, length, off_t(position))
                } while count < 0 && errno == EINTR
                return max(0, count)
            }
            guard count > 0 else { throw Shortened() }
            position += count
        }
        return buffer
    }

    private struct Pieces: AsyncSequence, AsyncIteratorProtocol, Sendable {
        let file: OpenFile
        var rest: Range<Int>

        mutating func next() async throws -> ByteBuffer? {
            guard !rest.isEmpty else { return nil }
            let piece = rest.prefix(OpenFile.pieceLength)
            rest = piece.upperBound..<rest.upperBound
            return try await NIOThreadPool.singleton.runIfActive { [file] in try file.read(piece) }
        }

        func makeAsyncIterator() -> Self { self }
    }
}

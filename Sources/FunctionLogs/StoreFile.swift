import Glibc

/// The place of a store in the file system.
///
/// It never opens a database that exists: closing any descriptor of it would take all locks that this process has
/// on it away, SQLite's too.
struct StoreFile {
    let path: String

    /// What is at the path.
    enum Kind: Equatable {
        case nothing
        case empty
        case filled
        case other
    }

    var kind: Kind {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return .nothing }
        guard status.st_mode & S_IFMT == S_IFREG else { return .other }
        return status.st_size == 0 ? .empty : .filled
    }

    /// Tells a file from another one that takes its place later.
    struct Identity: Equatable {
        private let device: dev_t
        private let inode: ino_t

        fileprivate init(_ status: stat) {
            device = status.st_dev
            inode = status.st_ino
        }
    }

    /// The identity of what is at the path; nil when nothing is.
    var identity: Identity? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Identity(status) : nil
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes the folder, for its owner alone; one that exists stays as it is.
    func createFolder() throws(LogStoreError) {
        if unsafe mkdir(folder, 0o700) == 0 {
            // What was asked for was the mode before the process's mask.
            guard unsafe chmod(folder, 0o700) == 0 else { throw failure("its folder cannot be made") }
        } else if errno != EEXIST {
            throw failure("its folder cannot be made")
        }
    }

    /// Makes an empty file for its owner alone; SQLite gives those that it puts beside it the same mode.
    func createFile() throws(LogStoreError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be made") }
        let status = fchmod(descriptor, 0o600)
        close(descriptor)
        guard status == 0 else { throw failure("cannot be made") }
    }

    /// Keeps others that open a store in the folder waiting meanwhile, in this and other processes.
    ///
    /// Without it two of them might make the same tables. Where folders cannot be locked, SQLite's own locks have
    /// to do.
    func whileFolderIsLocked<Result>(
        _ body: () throws(LogStoreError) -> Result
    ) throws(LogStoreError) -> Result {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 { flock(descriptor, LOCK_EX) }
        defer { if descriptor >= 0 { close(descriptor) } }
        return try body()
    }

    private func failure(_ problem: String) -> LogStoreError {
        let reason = unsafe String(cString: strerror(errno))
        return LogStoreError(.failed, file: path, "\(problem): \(reason)")
    }
}

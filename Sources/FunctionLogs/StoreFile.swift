import Glibc
import SystemPackage

/// The file of a store.
///
/// Never opens an existing database: closing a descriptor of it would release all locks of this process on it,
/// including SQLite's.
struct StoreFile {
    let path: String

    /// The kind of file at the path.
    enum Kind: Equatable {
        case nothing
        case empty
        case filled
        case other
    }

    private var status: stat? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status : nil
    }

    var kind: Kind {
        guard let status else { return .nothing }
        guard status.st_mode & S_IFMT == S_IFREG else { return .other }
        return status.st_size == 0 ? .empty : .filled
    }

    /// Identifies a file, to detect that it was replaced.
    struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t
    }

    /// The identity of the file at the path; nil when there is none.
    var identity: Identity? { status.map { Identity(device: $0.st_dev, inode: $0.st_ino) } }

    private var folder: String {
        let folder = FilePath(path).removingLastComponent()
        return folder.isEmpty ? "." : folder.string
    }

    /// Creates the folder, accessible to its owner only; an existing one stays unchanged.
    func createFolder() throws(LogStoreError) {
        let isNew = unsafe mkdir(folder, 0o700) == 0
        // The process's umask applied to the mode.
        guard isNew ? unsafe chmod(folder, 0o700) == 0 : errno == EEXIST else {
            throw failure("cannot create its folder")
        }
    }

    /// Creates an empty file, accessible to its owner only; SQLite gives its companions the same mode.
    func createFile() throws(LogStoreError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be created") }
        let status = fchmod(descriptor, 0o600)
        close(descriptor)
        guard status == 0 else { throw failure("cannot be created") }
    }

    /// Locks the folder against others that open a store in it, in this and other processes.
    ///
    /// Otherwise two of them could create the same tables. Where folders cannot be locked, SQLite's own locks must
    /// suffice.
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

import GRDB

/// Why a store cannot be opened, read or written.
public struct LogStoreError: Error, Equatable, CustomStringConvertible {
    /// The kinds of reasons; there may be more in time.
    public struct Code: Hashable, Sendable {
        private let name: String

        /// There is no such file, and none was to be made.
        public static let absent = Code(name: "absent")
        /// The file is no database, or is damaged, or is another program's.
        public static let notAStore = Code(name: "notAStore")
        /// A later version of Brink made the file.
        public static let newer = Code(name: "newer")
        /// The file was removed, or another one put in its place, while it was open.
        public static let removed = Code(name: "removed")
        /// The system or SQLite would not do it: a full disk, a missing permission.
        public static let failed = Code(name: "failed")
    }

    /// The kind of reason.
    public let code: Code
    /// The file.
    public let file: String
    private let problem: String

    init(_ code: Code, file: String, _ problem: String) {
        self.code = code
        self.file = file
        self.problem = problem
    }

    /// Tells what SQLite found wrong with a file.
    init(_ error: any Error, file: String) {
        if let known = error as? LogStoreError {
            self = known
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.failed, file: file, "\(error)")
            return
        }
        switch error.resultCode {
        case .SQLITE_NOTADB:
            self.init(.notAStore, file: file, "is no database; expected one of function logs")
        case .SQLITE_CORRUPT:
            self.init(.notAStore, file: file, "is a damaged database; expected one of function logs")
        default:
            self.init(.failed, file: file, "cannot be used: \(error.message ?? "\(error.resultCode)")")
        }
    }

    static func removed(_ file: String) -> LogStoreError {
        LogStoreError(
            .removed,
            file: file,
            "was removed or replaced while it was open; nothing more goes there until the program is started again"
        )
    }

    /// The file and what is wrong with it, in one line.
    public var description: String { "\(file): \(problem)" }
}

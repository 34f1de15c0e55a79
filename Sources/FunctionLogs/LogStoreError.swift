import GRDB

/// An error of opening, reading or writing a store.
package struct LogStoreError: Error, Equatable, CustomStringConvertible {
    /// The kinds of errors; new ones may be added.
    package struct Code: Hashable, Sendable {
        private let name: String

        /// There is no such file, and none was to be created.
        package static let absent = Code(name: "absent")
        /// The file is not a database, is damaged, or belongs to another program.
        package static let notAStore = Code(name: "notAStore")
        /// A later version of Brink wrote the file.
        package static let newer = Code(name: "newer")
        /// The file was removed or replaced while it was open.
        package static let removed = Code(name: "removed")
        /// The system or SQLite failed: a full disk, a missing permission.
        package static let failed = Code(name: "failed")
    }

    package let code: Code
    package let file: String
    private let problem: String

    init(_ code: Code, file: String, _ problem: String) {
        self.code = code
        self.file = file
        self.problem = problem
    }

    /// Converts an error of SQLite.
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
            self.init(.notAStore, file: file, "is not a database, expected function logs")
        case .SQLITE_CORRUPT:
            self.init(.notAStore, file: file, "is a damaged database: move it away to start a new one")
        default:
            self.init(.failed, file: file, "cannot be used: \(error.message ?? "\(error.resultCode)")")
        }
    }

    /// Runs a body whose errors are converted.
    static func converting<Result>(_ file: String, _ body: () throws -> Result) throws(LogStoreError)
        -> Result
    {
        do {
            return try body()
        } catch {
            throw LogStoreError(error, file: file)
        }
    }

    package var description: String { "\(file): \(problem)" }
}

import FoundationEssentials
import Glibc

/// A folder for files that can be made again, kept between runs.
///
/// Its contents are run, so it is used only if this user owns it and no other can write there. Python's code cache has
/// the same rule (`code_cache.c`).
struct CacheFolder: Sendable {
    /// The folder's path; without a usable folder, one that cannot exist.
    let path: String
    private let problem: String?

    /// Finds the folder below `XDG_CACHE_HOME` or `HOME`, and creates it if necessary.
    init(_ name: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let absolute = { (variable: String) in environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        guard let base = absolute("XDG_CACHE_HOME") ?? absolute("HOME").map({ $0 + "/.cache" }) else {
            self.init(problem: "no folder for a cache; set HOME or XDG_CACHE_HOME to an absolute path")
            return
        }
        try? FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
        let folders = ["\(base)/brink", "\(base)/brink/\(name)"]
        for folder in folders {
            _ = unsafe mkdir(folder, 0o700)
            if let problem = Self.problem(of: folder) {
                self.init(problem: problem)
                return
            }
        }
        self.init(path: folders[1])
    }

    private init(path: String = "/dev/null/brink", problem: String? = nil) {
        self.path = path
        self.problem = problem
    }

    private static func problem(of folder: String) -> String? {
        var status = stat()
        guard unsafe stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return "\(folder): no such folder, and it cannot be created; set XDG_CACHE_HOME to another"
        }
        guard status.st_uid == geteuid(), status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            return "\(folder): other users can write there; remove it or set XDG_CACHE_HOME to another"
        }
        return nil
    }

    /// Checks that the folder can be used.
    ///
    /// - Throws: ``HostError`` if it cannot.
    func create() throws {
        if let problem { throw HostError(.missingTool, problem) }
        // Something else may have removed it since.
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }
}

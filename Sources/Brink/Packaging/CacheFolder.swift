import FoundationEssentials

/// A folder for files that can be made again, kept between runs and readable by its owner alone.
struct CacheFolder: Sendable {
    let path: String

    /// Names a folder, which need not exist yet.
    init(_ name: String) {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/tmp"
        path = (environment["XDG_CACHE_HOME"] ?? "\(home)/.cache") + "/brink/" + name
    }

    /// Creates the folder unless it exists.
    func create() throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }
}

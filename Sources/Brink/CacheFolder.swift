import FoundationEssentials

/// A folder in which things are kept between runs that can be made again, its owner's alone.
struct CacheFolder: Sendable {
    let path: String

    /// Names a folder, which need not be there yet.
    init(_ name: String) {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/tmp"
        path = (environment["XDG_CACHE_HOME"] ?? "\(home)/.cache") + "/brink/" + name
    }

    /// Makes the folder where it is not there.
    func create() throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }
}

import FoundationEssentials

/// The folder that stands for `/var/task`, where a deployed package would be unpacked.
struct TaskRoot {
    /// The files and folders that mark a project's folder.
    private static let marks = ["stacktape.yml", "stacktape.yaml", "package.json", "pyproject.toml", ".git"]

    let path: String

    /// Selects the given folder, or else the nearest folder above a handler's file that is a project's; without one, the
    /// file's own.
    ///
    /// - Throws: ``HostError`` when the given folder does not exist or does not hold the file.
    init(_ given: String?, of file: String) throws {
        guard let given else {
            path = Self.project(of: file) ?? SourceFile.folder(of: file)
            return
        }
        path = try Self.existing(given)
        guard path == "/" || file.hasPrefix(path + "/") else {
            throw HostError(.badSetting, "root \(path): expected a folder above \(file)")
        }
    }

    private static func project(of file: String) -> String? {
        SourceFile.folders(above: file)
            .first { folder in marks.contains { FileManager.default.fileExists(atPath: folder + $0) } }
            .map { SourceFile.folder(of: $0) }
    }

    private static func existing(_ folder: String) throws -> String {
        let absolute = SourceFile.absolute(folder)
        let path = absolute.count > 1 && absolute.hasSuffix("/") ? String(absolute.dropLast()) : absolute
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
            throw HostError(.badSetting, "root \(path): no such folder; expected a folder above the handler")
        }
        return path
    }
}

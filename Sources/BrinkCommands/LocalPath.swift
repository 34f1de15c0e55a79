import FoundationEssentials
import SystemPackage

/// Resolves a path against the current folder, without `.` and `..`.
func absolutePath(_ path: String) -> String {
    let base = FilePath(FileManager.default.currentDirectoryPath)
    return base.pushing(FilePath(path)).lexicallyNormalized().string
}

/// Returns the folder of a file at an absolute path.
func containingFolder(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
}

func isFolder(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
}

func isFile(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
}

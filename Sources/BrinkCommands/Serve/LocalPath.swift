import FoundationEssentials
import SystemPackage

/// A path from the root, without `.` and `..`; relative ones begin in the current folder.
func absolutePath(_ path: String) -> String {
    let base = FilePath(FileManager.default.currentDirectoryPath)
    return base.pushing(FilePath(path)).lexicallyNormalized().string
}

/// The folder that a file stands in, by an absolute path.
func containingFolder(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
}

/// Whether there is a folder at a path.
func isFolder(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
}

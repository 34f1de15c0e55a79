import FoundationEssentials

/// Writes what a run leaves behind, and makes the folder for it.
enum TextFile {
    static func write(_ text: Data, to path: String) throws(BenchError) {
        let file = URL(filePath: path)
        do {
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try text.write(to: file)
        } catch {
            throw BenchError("\(path) cannot be written")
        }
    }
}

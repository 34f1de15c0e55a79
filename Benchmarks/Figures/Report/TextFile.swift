import FoundationEssentials

/// Writes files of a run, and creates their folders.
enum TextFile {
    static func write(_ text: Data, to path: String) throws(BenchError) {
        let file = URL(filePath: path)
        do {
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try text.write(to: file)
        } catch {
            throw BenchError("\(path): cannot be written; check its folder")
        }
    }
}

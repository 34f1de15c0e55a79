import FoundationEssentials

/// A folder with files for one measurement.
struct WorkFolder {
    let path: String

    /// Makes the folder; names may have folders before them.
    init(_ files: [String: String]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "brink-bench-\(UUID().uuidString)"
        )
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        path = folder.path(percentEncoded: false)
    }

    /// The text of a file; empty when there is none.
    func text(of name: String) -> String {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
            ?? ""
    }

    /// Writes a file in its place.
    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// Puts another file in the place of one, in one step.
    func replace(_ name: String, with text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"), options: .atomic)
    }

    func remove() {
        // Nothing is lost when this fails: it is in the folder for temporary files.
        try? FileManager.default.removeItem(atPath: path)
    }
}

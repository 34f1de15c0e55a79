import FoundationEssentials

/// A temporary folder with the files of one measurement.
struct WorkFolder {
    let path: String

    /// Creates the folder; names may contain folders.
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

    /// Returns the text of a file; empty when there is none.
    func text(of name: String) -> String {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
            ?? ""
    }

    /// Overwrites a file.
    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// Replaces a file atomically.
    func replace(_ name: String, with text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"), options: .atomic)
    }

    func remove() {
        // A failure does no harm: it is in the temporary directory.
        try? FileManager.default.removeItem(atPath: path)
    }
}

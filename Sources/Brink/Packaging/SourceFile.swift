import FoundationEssentials

/// A handler's source file: UTF-8 text in a language that Brink runs.
struct SourceFile {
    let path: String
    let text: String
    let language: SourceLanguage

    /// Reads a file at an absolute or relative path.
    ///
    /// - Throws: ``HostError`` when the file cannot be read as a handler's source.
    init(_ path: String) throws {
        let path = Self.absolute(path)
        try self.init(Self.read(path), at: path)
    }

    /// Makes a file of program text; there need not be one at the path.
    init(_ text: String, at path: String) throws {
        self.path = Self.absolute(path)
        self.text = text
        language = try SourceLanguage(path: self.path)
    }

    /// Returns the absolute path, without `.` and `..`.
    static func absolute(_ path: String) -> String {
        let folder = FileManager.default.currentDirectoryPath
        let whole = path.hasPrefix("/") ? path : folder + "/" + path
        return URL(filePath: whole).standardizedFileURL.path(percentEncoded: false)
    }

    /// Returns the folder of a file.
    static func folder(of path: String) -> String {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return folder.isEmpty ? "/" : String(folder)
    }

    /// Returns the name of a file without its folder.
    static func name(of path: String) -> String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }

    /// Returns the folders above an absolute path, the nearest first, each with a slash at its end.
    static func folders(above path: String) -> [String] {
        path.indices.filter { path[$0] == "/" && !path[..<$0].hasSuffix("/") }.reversed().map {
            String(path[...$0])
        }
    }

    private static func read(_ path: String) throws -> String {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw HostError(.unreadableHandler, "\(path): no such file; expected a handler's source file")
        }
        guard !isFolder else {
            throw HostError(.unreadableHandler, "\(path) is a folder; expected a handler's source file")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw HostError(.unreadableHandler, "\(path): cannot be read; expected a readable source file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HostError(.unreadableHandler, "\(path): not UTF-8; expected a handler's source file")
        }
        return text
    }
}

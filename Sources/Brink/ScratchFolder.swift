import FoundationEssentials

/// A folder of its own for one piece of work, among the temporary files; nobody else can look into it.
struct ScratchFolder {
    let url: URL

    /// Makes the folder.
    ///
    /// - Throws: ``HostError`` when there is no room for it.
    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "brink-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: url,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            let path = url.path(percentEncoded: false)
            throw HostError(.missingTool, "\(path): cannot be made; expected a folder to work in")
        }
    }

    /// Removes the folder with all that is in it.
    func remove() {
        // Nothing is lost when this fails: it is in the folder for temporary files.
        try? FileManager.default.removeItem(at: url)
    }
}

import FoundationEssentials

/// A temporary folder for one task, readable by its owner alone.
struct ScratchFolder {
    let url: URL

    /// Creates the folder.
    ///
    /// - Throws: ``HostError`` when it cannot be created.
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
            throw HostError(
                .missingTool,
                "\(path): cannot be created; check the space and the permissions of its folder"
            )
        }
    }

    /// Returns the path of an item in the folder.
    func path(_ name: String) -> String {
        url.appending(path: name).path(percentEncoded: false)
    }

    /// Removes the folder and its contents.
    func remove() {
        // A failure is harmless: the folder is among the temporary files.
        try? FileManager.default.removeItem(at: url)
    }
}

import ArgumentParser
import EdgeEmulator

/// An origin that is replaced by something on this machine: `NAME=URL` or `NAME=FOLDER`.
struct OriginMapping: Sendable {
    let name: String
    let target: OriginTarget

    /// Parses an option's value; a folder must exist.
    @Sendable
    init(parsing text: String) throws {
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
            throw ValidationError("expected NAME=URL or NAME=FOLDER")
        }
        name = String(text[..<mark])
        let location = String(text[text.index(after: mark)...])
        if let server = OriginServer(url: location) {
            target = .server(server)
            return
        }
        guard !location.isEmpty, location.firstRange(of: "://") == nil else {
            throw ValidationError(
                "expected NAME=URL or NAME=FOLDER, where URL is http or https, a host, and optionally a port and a path"
            )
        }
        let folder = absolutePath(location)
        guard isFolder(folder) else {
            throw ValidationError("no folder \(folder); expected NAME=URL or NAME=FOLDER")
        }
        target = .folder(FolderOrigin.Settings(root: folder))
    }
}

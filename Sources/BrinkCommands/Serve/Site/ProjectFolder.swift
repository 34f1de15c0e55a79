import ArgumentParser
import FoundationEssentials
import SystemPackage

/// The folder `.brink` beside a manifest, with the logs and the certificate of `brink serve`.
///
/// Only its owner can read it, and Git ignores it.
struct ProjectFolder {
    private let path: FilePath

    /// Creates the folder if it is missing.
    init(besides manifest: String) throws {
        path = FilePath(manifest).removingLastComponent().appending(".brink")
        do {
            try FileManager.default.createDirectory(
                atPath: path.string,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try write("*\n", to: ".gitignore")
        } catch {
            throw ValidationError("\(path): cannot be created; expected a writable folder: \(error)")
        }
    }

    /// Writes a file that only its owner can read.
    func write(_ text: String, to name: String) throws {
        let file = try FileDescriptor.open(
            path.appending(name),
            .writeOnly,
            options: [.create, .truncate],
            permissions: [.ownerRead, .ownerWrite]
        )
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }
}

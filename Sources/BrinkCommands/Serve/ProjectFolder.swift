import FoundationEssentials
import SystemPackage

/// The folder `.brink` beside a manifest: what a run leaves behind, for its owner alone and for no repository.
struct ProjectFolder {
    private let path: FilePath

    /// Makes the folder if it is not there.
    ///
    /// - Throws: one line about what keeps it from being made.
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
            throw ValidationMessage(
                "\(path): cannot be made, expected a folder that can be written to: \(error)"
            )
        }
    }

    /// The file that logs are kept in.
    var logFile: String { path.appending("logs.sqlite").string }

    /// Writes a file that only its owner may read.
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

/// A line about what keeps the work from being started.
struct ValidationMessage: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

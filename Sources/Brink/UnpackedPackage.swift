import FoundationEssentials
import Subprocess
import SystemPackage

/// A package that came as a zip file, unpacked; removed with the last reference to it.
final class UnpackedPackage: Sendable {
    private static let python = "/usr/bin/python3"

    private let scratch: ScratchFolder

    /// Unpacks a zip file; nothing in it comes to lie outside of its folder.
    ///
    /// - Throws: ``HostError`` when it cannot be read, or is no zip file.
    init(archive path: String) async throws {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw HostError(.unreadableHandler, "\(path): cannot be read; expected a package as a zip file")
        }
        scratch = try ScratchFolder()
        do {
            let result = try await Subprocess.run(
                .path(FilePath(Self.python)),
                arguments: ["-m", "zipfile", "-e", path, scratch.url.path(percentEncoded: false)],
                output: .discarded,
                error: .string(limit: 1 << 16)
            )
            guard result.terminationStatus.isSuccess else {
                let complaint = result.standardError.split(separator: "\n").last ?? ""
                throw HostError(
                    .unreadableHandler,
                    "\(path): cannot be unpacked; expected a zip file: \(complaint)"
                )
            }
        } catch let error as SubprocessError {
            throw HostError(.missingTool, "\(Self.python) could not be run: \(error)")
        }
    }

    deinit {
        scratch.remove()
    }

    /// The folder that it was unpacked to.
    var root: String {
        let path = scratch.url.path(percentEncoded: false)
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}

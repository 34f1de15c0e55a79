import FoundationEssentials

/// An unpacked zip file; removed with the last reference to it.
package final class UnpackedPackage: Sendable {
    private let scratch: ScratchFolder

    /// Unpacks a zip file.
    ///
    /// - Throws: ``HostError`` when it cannot be read or is no zip file.
    init(archive path: String) async throws {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw HostError(.unreadableHandler, "\(path): cannot be read; expected a package as a zip file")
        }
        scratch = try ScratchFolder()
        let folder = scratch.url.path(percentEncoded: false)
        if let failure = try await PackagingTool().unzip(path, to: folder) {
            throw HostError(
                .unreadableHandler,
                "\(path): cannot be unpacked; expected a zip file: \(failure)"
            )
        }
    }

    deinit {
        scratch.remove()
    }

    /// The folder with the contents.
    var root: String {
        let path = scratch.url.path(percentEncoded: false)
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}

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
        if let failure = try await PackagingTool().unzip(path, to: root) {
            let problem = "cannot be unpacked; expected a zip file: \(failure)"
            throw HostError(.unreadableHandler, "\(path): \(problem)")
        }
    }

    deinit {
        scratch.remove()
    }

    /// The folder with the contents.
    var root: String { scratch.url.path(percentEncoded: false) }
}

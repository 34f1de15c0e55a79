import FoundationEssentials
import Invocations

/// Python packages, installed with pip once per list of dependencies.
struct PythonPackages: Sendable {
    private let cache = CacheFolder("python-packages")
    private let tool = PackagingTool()

    /// Installs the packages of a list, unless that was done before.
    ///
    /// - Returns: the folder of packages, or the failure that packaging would have had.
    /// - Throws: ``HostError`` when the list cannot be read or Python is missing.
    func folder(for list: String) async throws -> Result<String, HandlerFailure> {
        let list = SourceFile.absolute(list)
        guard let text = FileManager.default.contents(atPath: list) else {
            throw HostError(.unreadableHandler, "\(list): cannot be read; expected a list of dependencies")
        }
        // The path counts too: a list may name files beside it.
        let key = ContentKey(Data(list.utf8) + [0] + text)
        let target = "\(cache.path)/\(String(key.hash, radix: 16))"
        if FileManager.default.fileExists(atPath: target) { return .success(target) }

        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let fresh = scratch.path("packages")
        if let reason = try await tool.install(list, to: fresh) {
            return .failure(.failedImport("\(list): pip cannot install its packages: \(reason)"))
        }
        do {
            try cache.create()
            try FileManager.default.createDirectory(atPath: fresh, withIntermediateDirectories: true)
            // Copied first, since the scratch folder may be on another disk, and then moved in one step.
            let copy = "\(cache.path)/\(UUID().uuidString)"
            try FileManager.default.copyItem(atPath: fresh, toPath: copy)
            do {
                try FileManager.default.moveItem(atPath: copy, toPath: target)
            } catch {
                // A concurrent run may have been first; its packages are the same.
                try FileManager.default.removeItem(atPath: copy)
                guard FileManager.default.fileExists(atPath: target) else { throw error }
            }
        } catch {
            throw HostError(.missingTool, "\(cache.path): cannot be written; check its space and permissions")
        }
        return .success(target)
    }
}

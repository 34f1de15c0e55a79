import FoundationEssentials
import HandlerRuntime

/// The packages that lists of a function's dependencies ask for, installed with pip once for each list.
struct PythonPackages: Sendable {
    private let cache = CacheFolder("python-packages")
    private let tool = PackagingTool()

    /// Installs what a list asks for, or finds where that was done.
    ///
    /// - Returns: the folder of packages, or the failure that packaging would have met.
    /// - Throws: ``HostError`` when the list cannot be read, or Python is not there.
    func folder(for list: String) async throws -> Result<String, HandlerFailure> {
        let list = SourceFile.absolute(list)
        guard let text = FileManager.default.contents(atPath: list) else {
            throw HostError(.unreadableHandler, "\(list): cannot be read; expected a list of dependencies")
        }
        // A list may name files beside it.
        let key = ContentKey(Data(list.utf8) + [0] + text)
        let target = "\(cache.path)/\(String(key.hash, radix: 16))"
        if FileManager.default.fileExists(atPath: target) { return .success(target) }

        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let fresh = scratch.url.appending(path: "packages").path(percentEncoded: false)
        if let complaint = try await tool.install(list, to: fresh) {
            return .failure(
                HandlerFailure(
                    errorType: "Runtime.ImportModuleError",
                    errorMessage: "\(list): pip does not install what it lists: \(complaint)"
                )
            )
        }
        do {
            try cache.create()
            try FileManager.default.createDirectory(atPath: fresh, withIntermediateDirectories: true)
            // Copied beside its place first, since the scratch folder may be on another disk, and then moved in one step.
            let beside = "\(cache.path)/\(UUID().uuidString)"
            try FileManager.default.copyItem(atPath: fresh, toPath: beside)
            do {
                try FileManager.default.moveItem(atPath: beside, toPath: target)
            } catch {
                // Another run may have been first, whose packages are as good.
                try FileManager.default.removeItem(atPath: beside)
                guard FileManager.default.fileExists(atPath: target) else { throw error }
            }
        } catch {
            throw HostError(.missingTool, "\(cache.path): cannot be written; expected room for packages")
        }
        return .success(target)
    }
}

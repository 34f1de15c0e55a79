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

        if let reason = try await install(list, as: target) {
            return .failure(.failedImport("\(list): pip cannot install its packages: \(reason)"))
        }
        return .success(target)
    }

    /// The folder of the packages that the platform's runtimes contain; empty until a function imports one of them.
    ///
    /// Source: `L:lambda-python`, "Runtime-included SDK versions".
    var sdkFolder: String { "\(cache.path)/aws-sdk" }

    /// Installs the packages that the platform's runtimes contain, if they are why a function failed to load.
    ///
    /// - Returns: a line for the function's log about what was done; nil when nothing was.
    func supplySDK(for failure: HandlerFailure) async throws -> (isInstalled: Bool, notice: String)? {
        let missing = Self.sdkPackages.first {
            failure.errorMessage.contains("No module named '\($0)'")
                || failure.errorMessage.contains("No module named '\($0).")
        }
        guard let missing, !FileManager.default.fileExists(atPath: sdkFolder) else { return nil }
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let list = scratch.path("requirements.txt")
        try Data("boto3\n".utf8).write(to: URL(filePath: list))
        if let reason = try await install(list, as: sdkFolder) {
            let notice =
                "[brink] \(missing) is part of Lambda's runtime, but pip cannot install it: \(reason)"
            return (false, notice)
        }
        return (true, "[brink] \(missing) is part of Lambda's runtime: installed boto3 in \(sdkFolder)")
    }

    private static let sdkPackages = [
        "boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3",
    ]

    /// Installs the packages of a list into a new folder of the cache; returns the reason if pip failed.
    private func install(_ list: String, as target: String) async throws -> String? {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let fresh = scratch.path("packages")
        if let reason = try await tool.install(list, to: fresh) { return reason }
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
        } catch let error as HostError {
            throw error
        } catch {
            throw HostError(.missingTool, "\(cache.path): cannot be written; check its space and permissions")
        }
        return nil
    }
}

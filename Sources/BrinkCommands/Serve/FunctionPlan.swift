import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import StacktapeManifest

/// How a function of a manifest is run: what it is made of, and what it is held to.
struct FunctionPlan: Sendable, Equatable {
    let name: String
    let definition: FunctionDefinition
    /// The file or folder that changes when the function does.
    private let entry: String
    private let isFolder: Bool
    /// The settings of TypeScript that are its own.
    private let tsConfig: String?

    /// Plans a function.
    ///
    /// - Parameters:
    ///   - function: as the manifest has it.
    ///   - limits: whose rules it is run by.
    ///   - isolation: where its interpreter lives.
    init(_ function: EdgeFunction, limits: LimitProfile, isolation: Isolation) {
        name = function.name
        let source: FunctionDefinition.Source
        switch function.packaging {
        case .buildpack(let buildpack):
            entry = buildpack.entryfile.absolute
            isFolder = false
            tsConfig = buildpack.tsConfig?.absolute
            var options = PackagingOptions(buildpack)
            // Whoever develops a function wants to know where in its source something happened.
            options.hasSourceMap = true
            source = .bundle(entry, export: buildpack.handlerFunction, options: options)
        case .customArtifact(let artifact):
            entry = artifact.package.absolute
            tsConfig = nil
            isFolder = !entry.hasSuffix(".zip")
            let module = artifact.file.split(separator: ".").dropLast().joined(separator: ".")
            let handler = "\(module.isEmpty ? artifact.file : module).\(artifact.function)"
            source =
                isFolder && !Self.isFile(entry)
                ? .package(root: entry, handler: handler)
                : Self.isFile(entry) && !entry.hasSuffix(".zip")
                    ? .file(entry, export: artifact.function) : .archive(entry, handler: handler)
        }
        definition = FunctionDefinition(
            source,
            name: function.name,
            runtime: Self.runtime(function.runtime, limits),
            memoryMB: function.memory,
            timeout: .seconds(function.timeout),
            isolation: isolation
        )
    }

    /// The runtime's name as a person would look for it.
    var runtimeName: String {
        definition.runtime?.description ?? (entry.hasSuffix(".py") ? "python" : "nodejs")
    }

    /// The folders that are watched for it.
    var roots: [String] {
        [isFolder ? entry : containingFolder(of: entry)] + (tsConfig.map { [containingFolder(of: $0)] } ?? [])
    }

    /// Whether a file belongs to it, as far as its place tells.
    ///
    /// What a bundle is made of is known once it was made; Python imports what it likes from beside the handler.
    func isMade(of path: String) -> Bool {
        if path == entry || path == tsConfig { return true }
        let areSettings = tsConfig == nil && path.hasSuffix("/tsconfig.json")
        if areSettings, entry.hasPrefix(containingFolder(of: path) + "/") { return true }
        if isFolder { return path.hasPrefix(entry + "/") }
        return entry.hasSuffix(".py") && path.hasSuffix(".py")
            && path.hasPrefix(containingFolder(of: entry) + "/")
    }

    /// Stacktape lowers newer versions of Node.js without saying so
    /// (S:src/domain/config-manager/utils/lambdas.ts).
    private static func runtime(_ name: String?, _ limits: LimitProfile) -> RuntimeIdentifier? {
        name.flatMap { RuntimeIdentifier(limits == .stacktape && $0 == "nodejs24.x" ? "nodejs22.x" : $0) }
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
    }
}

extension PackagingOptions {
    /// Takes what a manifest says about a bundle.
    init(_ buildpack: Packaging.Buildpack) {
        self.init(
            tsConfig: buildpack.tsConfig?.absolute,
            unbundledPackages: buildpack.dependenciesToExcludeFromBundle,
            excludedPackages: buildpack.excludeDependencies,
            hasSourceMap: !buildpack.disablesSourceMaps,
            pythonDependencies: buildpack.packageManagerFile?.absolute
        )
    }
}

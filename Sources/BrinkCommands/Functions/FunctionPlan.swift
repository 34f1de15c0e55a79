import Brink
import CloudFrontEvents
import Invocations
import StacktapeManifest

/// A function of a manifest, ready to load: its definition, and the files that it is made of.
struct FunctionPlan: Sendable, Equatable {
    let name: String
    let definition: FunctionDefinition
    /// The file or folder whose changes are the function's.
    private let entry: String
    private let isFolder: Bool
    /// The function's own TypeScript settings.
    private let tsConfig: String?

    /// Makes the plan of a function of the manifest in `folder`, which is the task root of what lies in it.
    init(_ function: EdgeFunction, of folder: String, limits: LimitProfile, isolation: Isolation) {
        name = function.name
        let source: FunctionDefinition.Source
        let handlerFile: String
        var root: String?
        switch function.packaging {
        case .buildpack(let buildpack):
            entry = buildpack.entryfile.absolute
            handlerFile = entry
            if entry.hasPrefix(folder + "/") { root = folder }
            isFolder = false
            tsConfig = buildpack.tsConfig?.absolute
            var options = PackagingOptions(buildpack)
            // Developers want positions in their sources in stack traces.
            options.hasSourceMap = true
            source = .bundle(entry, export: buildpack.handlerFunction, options: options)
        case .customArtifact(let artifact):
            entry = artifact.package.absolute
            tsConfig = nil
            isFolder = !entry.hasSuffix(".zip")
            handlerFile = artifact.file
            if isFile(entry), !entry.hasSuffix(".zip") { root = containingFolder(of: entry) }
            let module = artifact.file.split(separator: ".").dropLast().joined(separator: ".")
            let handler = "\(module.isEmpty ? artifact.file : module).\(artifact.function)"
            source =
                if !isFolder {
                    .archive(entry, handler: handler)
                } else if isFile(entry) {
                    .file(entry, export: artifact.function)
                } else {
                    .package(root: entry, handler: handler)
                }
        }
        definition = FunctionDefinition(
            source,
            name: function.name,
            runtime: Self.runtime(function.runtime ?? Self.defaultRuntime(of: handlerFile), limits),
            root: root,
            memoryMB: function.memory,
            timeout: .seconds(function.timeout),
            isolation: isolation
        )
    }

    /// The runtime's name for display.
    var runtimeName: String {
        definition.runtime?.description ?? (entry.hasSuffix(".py") ? "python" : "nodejs")
    }

    /// The folders to watch for changes.
    var roots: [String] {
        [isFolder ? entry : moduleFolder] + (tsConfig.map { [containingFolder(of: $0)] } ?? [])
    }

    /// Returns true for files of the function, as far as their paths show.
    ///
    /// The files of a bundle are known only after bundling; Python imports any module of the task root.
    func isMade(of path: String) -> Bool {
        if path == entry || path == tsConfig { return true }
        let areSettings = tsConfig == nil && path.hasSuffix("/tsconfig.json")
        if areSettings, entry.hasPrefix(containingFolder(of: path) + "/") { return true }
        if isFolder { return path.hasPrefix(entry + "/") }
        return entry.hasSuffix(".py") && path.hasSuffix(".py") && path.hasPrefix(moduleFolder + "/")
    }

    /// The folder whose modules a handler's file can import.
    private var moduleFolder: String {
        entry.hasSuffix(".py") ? definition.root ?? containingFolder(of: entry) : containingFolder(of: entry)
    }

    /// Returns Stacktape's runtime for a handler's file; nil if the name does not show its language.
    private static func defaultRuntime(of file: String) -> String? {
        guard let dot = file.lastIndex(of: ".") else { return nil }
        return switch file[dot...] {
        case ".py": "python3.13"
        case ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx": "nodejs22.x"
        default: nil
        }
    }

    /// Reads a runtime's name; Stacktape silently lowers newer versions of Node.js
    /// (S:src/domain/config-manager/utils/lambdas.ts).
    private static func runtime(_ name: String?, _ limits: LimitProfile) -> RuntimeIdentifier? {
        name.flatMap { RuntimeIdentifier(limits == .stacktape && $0 == "nodejs24.x" ? "nodejs22.x" : $0) }
    }
}

extension PackagingOptions {
    /// Reads a manifest's settings for a bundle.
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

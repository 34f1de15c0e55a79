package import CloudFrontEvents
import SystemPackage

/// A checked `stacktape.yml`: its edge functions, and the distributions that run them.
package struct Manifest: Sendable, Equatable {
    /// The file's absolute path.
    package let path: String
    /// The edge functions, in file order.
    package let functions: [EdgeFunction]
    /// The resources whose CDN is enabled, in file order.
    package let distributions: [ManifestDistribution]
    /// The absolute paths of the files that directives such as `$File` read.
    package let includedFiles: [String]
    /// The warnings: values known only in the cloud, members without effect here.
    package let warnings: [ManifestProblem]
    /// The path as given, which problems are reported with.
    let givenPath: String

    /// The file's folder, the base of the manifest's relative paths.
    package var folder: String { FilePath(path).removingLastComponent().string }

    /// Returns the function with a name; nil when there is none.
    package func function(named name: String) -> EdgeFunction? { functions.first { $0.name == name } }

    /// Returns a function's settings as deployment rules see them, with all its associations.
    ///
    /// Both request events include the body, as Stacktape configures them.
    package func settings(of function: EdgeFunction) -> FunctionSettings {
        var settings = FunctionSettings(name: function.name)
        settings.runtime = function.runtime
        settings.memory = function.memory
        settings.timeout = function.timeout
        if case .customArtifact(let artifact) = function.packaging {
            settings.handler = "\(artifact.file):\(artifact.function)"
        }
        let behaviors = distributions.flatMap { [$0.edgeFunctions] + $0.routes.map(\.edgeFunctions) }
        settings.associations = EventType.allCases
            .filter { event in behaviors.contains { $0[event] == function.name } }
            .map { FunctionSettings.Association($0, includesBody: $0.isRequest) }
        return settings
    }
}

extension Manifest {
    /// Parses the text of a manifest, without looking for the files that it names.
    ///
    /// The error has every problem. The file need not exist.
    package init(yaml text: String, path: String, options: ManifestOptions = ManifestOptions())
        throws(ManifestError)
    {
        self = try ManifestExamination(yaml: text, path: path, options: options).manifestWithoutProblems
    }

    /// Reads a file, without looking for the files that the manifest names; see ``checkFiles()``.
    package static func read(_ path: String, options: ManifestOptions = ManifestOptions())
        throws(ManifestError) -> Manifest
    {
        try ManifestExamination.read(path, options: options).manifestWithoutProblems
    }
}

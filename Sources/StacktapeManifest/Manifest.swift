public import CloudFrontEvents

/// A `stacktape.yml`, checked: the edge functions in it, and the distributions that run them.
public struct Manifest: Sendable, Equatable {
    /// The file's absolute path.
    public let path: String
    /// The file's folder, which paths in the manifest are relative to.
    public let folder: String
    /// The edge functions, in order of the file.
    public let functions: [EdgeFunction]
    /// The resources whose CDN is enabled, in order of the file.
    public let distributions: [Distribution]
    /// The absolute paths of the files that directives such as `$File` took values from.
    public let includedFiles: [String]
    /// What somebody should know: values that are known in the cloud only, members that do nothing here.
    public let warnings: [ManifestProblem]
    /// The path as it was given, which problems are told with.
    let givenPath: String

    /// Reads the text of a manifest; does not look at the files that it names.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - path: the file that it stands in, which need not exist.
    ///   - options: what directives stand for.
    /// - Throws: all that is wrong.
    public init(yaml text: String, path: String, options: ManifestOptions = ManifestOptions())
        throws(ManifestError)
    {
        self = try ManifestExamination(yaml: text, path: path, options: options).manifestWithoutProblems
    }

    /// Reads a file.
    ///
    /// - Throws: all that is wrong; does not look at the files that the manifest names, see ``checkFiles()``.
    public static func read(_ path: String, options: ManifestOptions = ManifestOptions())
        throws(ManifestError) -> Manifest
    {
        try ManifestExamination.read(path, options: options).manifestWithoutProblems
    }

    init(
        path: String,
        givenPath: String,
        functions: [EdgeFunction],
        distributions: [Distribution],
        includedFiles: [String],
        warnings: [ManifestProblem]
    ) {
        self.path = path
        self.givenPath = givenPath
        folder = ManifestPath.folder(of: path)
        self.functions = functions
        self.distributions = distributions
        self.includedFiles = includedFiles
        self.warnings = warnings
    }

    /// The function of a name; nil when there is none.
    public func function(named name: String) -> EdgeFunction? { functions.first { $0.name == name } }

    /// A function's settings as deployment rules look at them, with every event that it is associated with.
    ///
    /// Both request events show the body, as Stacktape has it.
    public func settings(of function: EdgeFunction) -> FunctionSettings {
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

extension ManifestPath {
    /// The folder that a file stands in.
    static func folder(of path: String) -> String {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return folder.isEmpty ? "/" : String(folder)
    }
}

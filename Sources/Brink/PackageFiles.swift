/// Files beside the handler that go into its package, or do not.
public struct PackageFiles: Sendable, Equatable {
    /// The folder that patterns are relative to, by absolute path.
    public var folder: String
    /// Patterns of files that go into the package, with their paths.
    public var included: [String]
    /// Patterns of files that do not, whatever else says that they do.
    public var excluded: [String]

    /// Describes files.
    public init(of folder: String, included: [String] = [], excluded: [String] = []) {
        self.folder = folder
        self.included = included
        self.excluded = excluded
    }
}

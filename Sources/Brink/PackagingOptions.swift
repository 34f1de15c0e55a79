/// How a source file becomes a package, where that is not left to the packager.
public struct PackagingOptions: Sendable, Equatable {
    /// The file of TypeScript's settings, by path; nil for the nearest `tsconfig.json`.
    public var tsConfig: String?
    /// Names of npm packages that are not bundled but installed beside the bundle.
    public var unbundledPackages: [String]
    /// Names of packages that are not deployed at all: the handler finds them here if they are installed.
    public var excludedPackages: [String]
    /// Whether the bundle carries its source map.
    public var hasSourceMap: Bool
    /// The list of what a handler in Python depends on, by path: `requirements.txt`, or a `pyproject.toml`.
    public var pythonDependencies: String?

    /// Describes options.
    public init(
        tsConfig: String? = nil,
        unbundledPackages: [String] = [],
        excludedPackages: [String] = [],
        hasSourceMap: Bool = true,
        pythonDependencies: String? = nil
    ) {
        self.tsConfig = tsConfig
        self.unbundledPackages = unbundledPackages
        self.excludedPackages = excludedPackages
        self.hasSourceMap = hasSourceMap
        self.pythonDependencies = pythonDependencies
    }
}

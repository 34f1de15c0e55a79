/// Options for turning a source file into a package.
///
/// ## Usage
///
/// ```swift
/// let options = PackagingOptions(unbundledPackages: ["sharp"], hasSourceMap: false)
/// let images = try await host.load(FunctionDefinition(.bundle("functions/images.ts", options: options)))
/// let python = PackagingOptions(pythonDependencies: "functions/requirements.txt")
/// let geo = try await host.load(FunctionDefinition(.bundle("functions/geo.py", options: python)))
/// ```
public struct PackagingOptions: Sendable, Equatable {
    /// The path of TypeScript's settings; nil for the nearest `tsconfig.json`.
    public var tsConfig: String?
    /// The npm packages to install beside the bundle instead of bundling them.
    public var unbundledPackages: [String]
    /// The packages to leave out of the package; the handler still finds them here if they are installed.
    public var excludedPackages: [String]
    /// True if the bundle includes its source map.
    public var hasSourceMap: Bool
    /// The path of a Python handler's list of dependencies: `requirements.txt` or `pyproject.toml`.
    public var pythonDependencies: String?

    /// Creates options.
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

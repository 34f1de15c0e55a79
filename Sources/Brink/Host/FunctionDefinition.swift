public import Invocations

/// A function to load: its code and its settings, which have defaults.
///
/// ## Usage
///
/// ```swift
/// let definition = FunctionDefinition(
///     .file("functions/resize.py"),
///     runtime: RuntimeIdentifier("python3.12"),
///     memoryMB: 256,
///     timeout: .seconds(10),
///     region: "eu-west-1"
/// )
/// let resize = try await host.load(definition)
/// print(resize)  // resize@eu-west-1
/// ```
public struct FunctionDefinition: Sendable, Equatable {
    /// The code of a function.
    ///
    /// ## Usage
    ///
    /// ```swift
    /// let sources: [FunctionDefinition.Source] = [
    ///     .file("functions/auth.ts", export: "onRequest"),
    ///     .bundle("functions/auth.ts", options: PackagingOptions(excludedPackages: ["aws-sdk"])),
    ///     .text("exports.handler = async (event) => event.Records[0].cf.request", path: "/var/task/index.js"),
    ///     .package(root: "build/auth", handler: "index.handler"),
    ///     .archive("build/auth.zip", handler: "index.handler"),
    /// ]
    /// ```
    public enum Source: Sendable, Equatable {
        /// A file of JavaScript, TypeScript or Python, by path.
        ///
        /// Without an export name, the handler is the first of the default export, `handler` and `lambda_handler`.
        case file(String, export: String? = nil)

        /// A file as it would be deployed: JavaScript and TypeScript bundled with their imports, Python unchanged.
        case bundle(String, export: String? = nil, options: PackagingOptions = PackagingOptions())

        /// Program text that runs as if from a file; the path's extension selects the language.
        case text(String, path: String, export: String? = nil)

        /// An unpacked package and the platform's handler string, such as `index.handler`.
        ///
        /// Without a runtime in the definition, the package's files select the language.
        case package(root: String, handler: String)

        /// A package as a zip file and the platform's handler string; the host unpacks it into a temporary folder.
        case archive(String, handler: String)
    }

    /// The code.
    public var source: Source

    /// The function's name; by default the handler file's name without its extension.
    public var name: String?

    /// The declared runtime; by default the oldest one that AWS still accepts for a new function.
    public var runtime: RuntimeIdentifier?

    /// The path of the folder that stands for `/var/task`, which holds the handler's file.
    ///
    /// By default the nearest folder with a `stacktape.yml`, `package.json`, `pyproject.toml` or `.git`; without one, and
    /// for program text, the file's own folder. A package is its own root.
    public var root: String?

    /// The memory limit of an instance, in MB.
    public var memoryMB: Int

    /// The time limit of an invocation.
    public var timeout: Duration

    /// The region that the function runs in.
    public var region: String

    /// The process that runs the function's interpreter.
    public var isolation: Isolation

    /// The maximum number of instances, at least 1: the platform's reserved concurrency.
    ///
    /// Python in this process has at most one instance, because its only interpreter does one thing at a time.
    public var concurrency: Int

    /// Creates a definition; memory and timeout have the product page's defaults.
    public init(
        _ source: Source,
        name: String? = nil,
        runtime: RuntimeIdentifier? = nil,
        root: String? = nil,
        memoryMB: Int = 128,
        timeout: Duration = .seconds(3),
        region: String = "us-east-1",
        isolation: Isolation = .inProcess,
        concurrency: Int = 10
    ) {
        self.source = source
        self.name = name
        self.runtime = runtime
        self.root = root
        self.memoryMB = memoryMB
        self.timeout = timeout
        self.region = region
        self.isolation = isolation
        self.concurrency = concurrency
    }
}

public import HandlerRuntime

/// A function as somebody who wants to run it describes it; what is left out is found or has a default.
public struct FunctionDefinition: Sendable, Equatable {
    /// Where a function's code comes from.
    public enum Source: Sendable, Equatable {
        /// A file of JavaScript, TypeScript or Python, by path.
        ///
        /// With no export named, the first of the default export, `handler` and `lambda_handler` is taken.
        case file(String, export: String? = nil)

        /// A file that is taken as it would be deployed: JavaScript and TypeScript as one bundle with all that they
        /// import, Python as it stands.
        case bundle(String, export: String? = nil, options: PackagingOptions = PackagingOptions())

        /// Program text that is run as if it stood in a file; the file's extension tells the language.
        case text(String, path: String, export: String? = nil)

        /// An unpacked package and the platform's handler string, such as `index.handler`.
        ///
        /// Without a runtime in the definition the language is told from the files in the package.
        case package(root: String, handler: String)

        /// A package as a zip file, and the platform's handler string; it is unpacked into a folder of the host's.
        case archive(String, handler: String)
    }

    /// Where the code comes from.
    public var source: Source

    /// The name that the function is invoked by; the handler file's without its extension if not set.
    public var name: String?

    /// The declared runtime; the embedded interpreter's own if not set.
    public var runtime: RuntimeIdentifier?

    /// The memory that the handler may use, in MB.
    public var memoryMB: Int

    /// The time that one invocation may take.
    public var timeout: Duration

    /// The region that the function runs in.
    public var region: String

    /// Where the interpreter that runs it lives.
    public var isolation: Isolation

    /// The most instances that may run it at once, at least 1: the platform's reserved concurrency.
    ///
    /// Python in this process has one at most: its only interpreter does one thing at a time.
    public var concurrency: Int

    /// Describes a function; what is left out has the product page's default, where that has one.
    public init(
        _ source: Source,
        name: String? = nil,
        runtime: RuntimeIdentifier? = nil,
        memoryMB: Int = 128,
        timeout: Duration = .seconds(3),
        region: String = "us-east-1",
        isolation: Isolation = .inProcess,
        concurrency: Int = 10
    ) {
        self.source = source
        self.name = name
        self.runtime = runtime
        self.memoryMB = memoryMB
        self.timeout = timeout
        self.region = region
        self.isolation = isolation
        self.concurrency = concurrency
    }
}

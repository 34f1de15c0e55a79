package import HandlerRuntime
package import Invocations

/// A function that is ready to start, or whose start will fail.
///
/// A class, because every invocation refers to it.
package final class PreparedFunction: Sendable {
    package let configuration: FunctionConfiguration

    /// False if no runtime was declared, so that the configuration's is a default.
    let declaresRuntime: Bool

    /// The failure of its init phase, when that is known without an interpreter.
    let loadFailure: HandlerFailure?

    /// The absolute paths of its known files.
    let sources: [String]

    /// The unpacked archive; removed with the last function that uses it.
    private let unpacked: UnpackedPackage?

    package init(
        configuration: FunctionConfiguration,
        declaresRuntime: Bool = true,
        loadFailure: HandlerFailure? = nil,
        sources: [String] = [],
        unpacked: UnpackedPackage? = nil
    ) {
        self.configuration = configuration
        self.declaresRuntime = declaresRuntime
        self.loadFailure = loadFailure
        self.sources = sources
        self.unpacked = unpacked
    }

    /// Returns the function with another name.
    func named(_ name: String) -> PreparedFunction {
        var configuration = configuration
        configuration.name = name
        return PreparedFunction(
            configuration: configuration,
            declaresRuntime: declaresRuntime,
            loadFailure: loadFailure,
            sources: sources,
            unpacked: unpacked
        )
    }
}

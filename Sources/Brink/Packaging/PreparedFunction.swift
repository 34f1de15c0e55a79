package import HandlerRuntime
package import Invocations

/// A function that is ready to start, or whose start will fail.
///
/// A class, because every invocation refers to it.
package final class PreparedFunction: Sendable {
    package let configuration: FunctionConfiguration

    /// The failure of its init phase, when that is known without an interpreter.
    let loadFailure: HandlerFailure?

    /// The absolute paths of its known files.
    let sources: [String]

    /// The unpacked archive; removed with the last function that uses it.
    private let unpacked: UnpackedPackage?

    package init(
        configuration: FunctionConfiguration,
        loadFailure: HandlerFailure? = nil,
        sources: [String] = [],
        unpacked: UnpackedPackage? = nil
    ) {
        self.configuration = configuration
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
            loadFailure: loadFailure,
            sources: sources,
            unpacked: unpacked
        )
    }
}

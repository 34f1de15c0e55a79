package import Invocations

/// An embedded interpreter, or a family of them, that runs the functions of one language.
package protocol LanguageRuntime: Sendable {
    /// The language.
    var language: RuntimeIdentifier.Language { get }

    /// The version of the embedded interpreter, such as `18.20.4`.
    var embeddedVersion: String { get }

    /// The location of its guests.
    var isolation: Isolation { get }

    /// Does work once, ahead of time, that the first guest would otherwise wait for.
    func prepare() async throws

    /// True if several guests can work at the same time; otherwise a function has no use for a second one.
    var runsGuestsAtOnce: Bool { get }

    /// Starts an environment for a function, and with the first one the interpreter.
    ///
    /// The function's own code does not run yet. The error is a ``RuntimeStartError``, or an `InterpreterStuckError`
    /// when the only interpreter is held by a call that does not end.
    func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest
}

extension LanguageRuntime {
    package var isolation: Isolation { .inProcess }

    package func prepare() async throws {}

    package var runsGuestsAtOnce: Bool { true }
}

/// The inputs of a new guest.
package struct GuestConfiguration: Sendable {
    /// The function that the guest runs.
    package var function: FunctionConfiguration

    /// The log stream of the instance, which the context object names.
    package var logStreamName: String

    /// The environment variables that the handler sees.
    package var environment: ReservedEnvironment

    /// Receives the function's output, from the guest's thread and from threads that the function started.
    package var log: InvocationLog

    /// Creates a configuration, and from it the environment variables.
    package init(function: FunctionConfiguration, logStreamName: String, log: InvocationLog) {
        self.function = function
        self.logStreamName = logStreamName
        self.environment = ReservedEnvironment(of: function, logStreamName: logStreamName)
        self.log = log
    }
}

/// An interpreter could not be started.
package struct RuntimeStartError: Error, Sendable, CustomStringConvertible {
    /// One line with the step that failed and the reason.
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension RuntimeIdentifier {
    /// Selects the runtime of an embedded interpreter, or the nearest one.
    package init(embedded runtime: any LanguageRuntime) {
        let parts = runtime.embeddedVersion.split(separator: ".").map { Int($0) ?? 0 }
        let release = runtime.language == .node ? parts.first : parts.dropFirst().first
        self.init(nearest: release ?? 0, of: runtime.language)
    }
}

/// An embedded interpreter, or a family of them, that functions of one language run in.
public protocol LanguageRuntime: Sendable {
    /// The language.
    var language: RuntimeIdentifier.Language { get }

    /// The version of the interpreter that is embedded, such as `18.20.4`.
    var embeddedVersion: String { get }

    /// Where its guests live.
    var isolation: Isolation { get }

    /// Does ahead, once, what a first guest would otherwise wait for.
    ///
    /// - Throws: ``RuntimeStartError`` when the interpreter cannot be started.
    func prepare() async throws

    /// Whether several of its guests can work at the same time; otherwise a second one for a function is of no use.
    var runsGuestsAtOnce: Bool { get }

    /// Starts an environment for a function, and the interpreter with it if this is its first.
    ///
    /// The function's own code does not run yet.
    ///
    /// - Throws: ``RuntimeStartError`` when the interpreter cannot be started, ``InterpreterStuckError`` when
    ///   the only one there is is held by a call that does not end.
    func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest
}

extension LanguageRuntime {
    /// An interpreter is in this process unless it says otherwise.
    public var isolation: Isolation { .inProcess }

    /// Nothing, where nothing can be done ahead.
    public func prepare() async throws {}

    /// Guests have threads of their own unless the interpreter says otherwise.
    public var runsGuestsAtOnce: Bool { true }
}

/// What a guest is made from.
public struct GuestConfiguration: Sendable {
    /// The function that the guest runs.
    public var function: FunctionConfiguration

    /// The log stream that this instance writes to: part of the context object.
    public var logStreamName: String

    /// The variables that the handler sees.
    public var environment: ReservedEnvironment

    /// Takes what the function writes, from the guest's thread and from threads that the function started.
    public var log: InvocationLog

    /// Describes a guest of a function; its environment is made from the two.
    public init(function: FunctionConfiguration, logStreamName: String, log: InvocationLog) {
        self.function = function
        self.logStreamName = logStreamName
        self.environment = ReservedEnvironment(of: function, logStreamName: logStreamName)
        self.log = log
    }
}

/// An interpreter that could not be started: what was tried, and what was wrong.
public struct RuntimeStartError: Error, Sendable, CustomStringConvertible {
    /// One line for a person.
    public let description: String

    /// Describes what went wrong, in one line.
    public init(_ description: String) {
        self.description = description
    }
}

extension RuntimeIdentifier {
    /// The runtime that an embedded interpreter is, or the nearest to it.
    public init(embedded runtime: any LanguageRuntime) {
        let parts = runtime.embeddedVersion.split(separator: ".").map { Int($0) ?? 0 }
        let release = runtime.language == .node ? parts.first : parts.dropFirst().first
        self.init(nearest: release ?? 0, of: runtime.language)
    }
}

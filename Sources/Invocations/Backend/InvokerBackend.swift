/// Runs functions for emulators and test suites that link no interpreter.
///
/// ## Usage
///
/// Brink's `HandlerHost` is a backend. Another one returns a scripted result:
///
/// ```swift
/// struct Redirecting: InvokerBackend {
///     func invoke(
///         _ function: FunctionAddress,
///         with event: InvocationEvent,
///         start: InstanceStart
///     ) async throws -> InvocationOutcome {
///         InvocationOutcome(
///             kind: .accepted,
///             result: Array(#"{"status": "302"}"#.utf8),
///             report: InvocationReport(requestId: "1", runtime: .init(nearest: 22, of: .node))
///         )
///     }
/// }
/// ```
public protocol InvokerBackend: Sendable {
    /// Invokes a function and waits for its outcome, which includes any failure of the handler.
    ///
    /// Throws the backend's own errors, such as an unknown function or an interpreter that does not start.
    func invoke(
        _ function: FunctionAddress,
        with event: InvocationEvent,
        start: InstanceStart
    ) async throws -> InvocationOutcome
}

/// Selects the instance that an invocation runs on.
public enum InstanceStart: Sendable {
    /// A warm instance if one is idle, else a new one.
    case warmIfPossible
    /// A warm instance, after waiting for one if need be; a new one only if the function has none.
    case warm
    /// A new instance, which replaces a warm one where possible.
    case cold
}

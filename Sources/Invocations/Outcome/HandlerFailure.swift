/// A handler's failure in the platform's terms.
///
/// Type names and messages are the platform's own (`docs/platform.md`, "Error payloads").
///
/// ## Usage
///
/// ```swift
/// func isMissingModule(_ outcome: InvocationOutcome) -> Bool {
///     outcome.failure?.errorType == "Runtime.ImportModuleError"
/// }
/// ```
public struct HandlerFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The platform's `errorType`: the exception's class, or a name such as `Runtime.ImportModuleError`.
    public var errorType: String

    /// The platform's `errorMessage`.
    public var errorMessage: String

    /// The user's frames: for Node the lines of `error.stack`, for Python the items of `traceback.format_list`.
    public var trace: [String]

    /// Creates a failure.
    public init(errorType: String, errorMessage: String, trace: [String] = []) {
        self.errorType = errorType
        self.errorMessage = errorMessage
        self.trace = trace
    }

    /// The type and the message, as in `TypeError: x is not a function`.
    public var description: String { "\(errorType): \(errorMessage)" }
}

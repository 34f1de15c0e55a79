/// What a handler's failure looks like to the one who called it: a value, in the platform's terms.
///
/// Type names and messages are the platform's own (spec 5.1 to 5.5).
public struct HandlerFailure: Error, Sendable, Equatable {
    /// The platform's `errorType`: the exception's class, or a name such as `Runtime.ImportModuleError`.
    public var errorType: String

    /// The platform's `errorMessage`.
    public var errorMessage: String

    /// Where it happened: for Node the lines of `error.stack`, for Python the items of
    /// `traceback.format_list`.
    ///
    /// Only the user's frames are in it.
    public var trace: [String]

    /// Describes a failure.
    public init(errorType: String, errorMessage: String, trace: [String] = []) {
        self.errorType = errorType
        self.errorMessage = errorMessage
        self.trace = trace
    }
}

/// Something that runs functions: what emulators and test suites hold, without linking an interpreter.
public protocol InvokerBackend: Sendable {
    /// Invokes a function and waits for what becomes of it.
    ///
    /// A handler's failure is part of the outcome.
    ///
    /// - Parameters:
    ///   - function: the name that the backend knows the function by.
    ///   - event: the CloudFront event record.
    ///   - start: whether an instance that is warm may be used.
    /// - Returns: what became of it; a handler's failure is part of that.
    /// - Throws: an error of the host's: no such function, an interpreter that does not start.
    func invoke(
        _ function: String,
        with event: InvocationEvent,
        start: InstanceStart
    ) async throws -> InvocationOutcome
}

/// Which instance an invocation may run on.
public enum InstanceStart: Sendable {
    /// A warm one if there is one.
    case warmIfPossible
    /// One that is there, even if it has to be waited for; a new one only when there is none at all.
    case warm
    /// A new one, in the place of one that is there if possible.
    case cold
}

import Glibc
package import Invocations

/// The end of a handler's process, or of what stands for it.
package enum ProcessExit: Sendable, Hashable {
    /// With an exit status.
    case status(Int32)
    /// By a signal.
    case signal(Int32)

    /// Decodes the status that `waitpid` returns.
    package init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .status(waitStatus >> 8 & 0xFF) : .signal(signal)
    }
}

extension HandlerFailure {
    /// The type of a failure that is known only as the end of the process.
    ///
    /// Source: `R:rapid/handlers.go`.
    package static let exitErrorType = "Runtime.ExitError"

    /// Creates the platform's failure for the end of a process (`docs/platform.md`, "Error payloads").
    ///
    /// In the init phase there is no request identifier.
    package static func exit(_ exit: ProcessExit?, requestId: String?) -> HandlerFailure {
        let cause =
            switch exit {
            case nil, .status(0): "Runtime exited without providing a reason"
            case .status(let status): "Runtime exited with error: exit status \(status)"
            case .signal(let signal): "Runtime exited with error: signal: \(name(of: signal))"
            }
        let prefix = requestId.map { "RequestId: \($0) " } ?? ""
        return HandlerFailure(errorType: exitErrorType, errorMessage: "\(prefix)Error: \(cause)")
    }

    /// Returns a signal's name in lower case, such as `killed`.
    private static func name(of signal: Int32) -> String {
        guard let name = unsafe strsignal(signal) else { return "signal \(signal)" }
        return unsafe String(cString: name).lowercased()
    }
}

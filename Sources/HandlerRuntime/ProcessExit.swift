import Glibc

/// How a handler ended its process, or what stands for it.
public enum ProcessExit: Sendable, Hashable {
    /// With an exit status.
    case status(Int32)
    /// By a signal.
    case signal(Int32)

    /// Reads what the system says of a process that has ended.
    package init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .status(waitStatus >> 8 & 0xFF) : .signal(signal)
    }
}

extension HandlerFailure {
    /// The type of a failure that was the end of the process and nothing else.
    ///
    /// Source: `R:rapid/handlers.go`.
    public static let exitErrorType = "Runtime.ExitError"

    /// Words the end of a process as the platform does, spec 5.5.
    ///
    /// - Parameters:
    ///   - exit: how it ended; nil where that cannot be told any more.
    ///   - requestId: the invocation's; nil in the init phase.
    /// - Returns: the failure.
    public static func exit(_ exit: ProcessExit?, requestId: String?) -> HandlerFailure {
        let cause =
            switch exit {
            case nil, .status(0): "Runtime exited without providing a reason"
            case .status(let status): "Runtime exited with error: exit status \(status)"
            case .signal(let signal): "Runtime exited with error: signal: \(name(of: signal))"
            }
        let prefix = requestId.map { "RequestId: \($0) " } ?? ""
        return HandlerFailure(errorType: exitErrorType, errorMessage: "\(prefix)Error: \(cause)")
    }

    /// Names a signal in lower case, such as `killed`.
    private static func name(of signal: Int32) -> String {
        guard let name = unsafe strsignal(signal) else { return "signal \(signal)" }
        return unsafe String(cString: name).lowercased()
    }
}

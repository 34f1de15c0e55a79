package import InterpreterThreads
package import Invocations

/// The end of a call into a guest.
package struct CallCompletion: Sendable {
    /// The ways in which a call can end.
    package enum Ending: Sendable {
        /// The handler returned a result.
        case completed(EncodedResult)

        /// The function failed; its environment lives on.
        case failed(HandlerFailure)

        /// The function ended its process or what stands for it; the environment is gone.
        ///
        /// Causes are `process.exit`, `sys.exit`, an uncaught exception and an unhandled rejection.
        case exited(HandlerFailure)

        /// An interruption took effect; the environment is gone.
        case interrupted

        /// The function exceeded its memory; the environment is gone.
        case outOfMemory
    }

    /// The way in which the call ended.
    package var ending: Ending

    /// The peak memory of the function during the call, in bytes.
    package var peakMemoryBytes: Int

    /// The call's time, if the guest knows it better than its caller.
    package var usage: Usage?

    /// The exit of a process that had answered before, as ``ending`` says: the answer stands, the environment is gone.
    package var exitAfterAnswer: ProcessExit?

    package init(
        _ ending: Ending,
        peakMemoryBytes: Int,
        usage: Usage? = nil,
        exitAfterAnswer: ProcessExit? = nil
    ) {
        self.ending = ending
        self.peakMemoryBytes = peakMemoryBytes
        self.usage = usage
        self.exitAfterAnswer = exitAfterAnswer
    }

    /// True if the environment can run another invocation.
    ///
    /// A function's error leaves it intact. Source: `N3:Runtime.js`, `P:bootstrap.py`.
    package var environmentLives: Bool {
        switch ending {
        case .completed, .failed: exitAfterAnswer == nil
        case .exited, .interrupted, .outOfMemory: false
        }
    }
}

package import HandlerRuntime
import InterpreterThreads
package import Invocations
import Synchronization

/// The CPython in this process: one interpreter on one thread, which all functions share.
///
/// It starts with the first guest and lives until the process ends.
package final class EmbeddedPython: LanguageRuntime {
    /// The only instance.
    package static let shared = EmbeddedPython()

    /// The size of the interpreter's stack: deep recursion in C, such as a nested `repr`, raises
    /// `RecursionError` well before this is used up.
    private static let stackBytes = 64 << 20

    /// The interpreter's thread; `nil` before the first guest.
    private let thread = Mutex<InterpreterThread?>(nil)

    private init() {}

    /// The language of the interpreter.
    package var language: RuntimeIdentifier.Language { .python }

    /// The version of the loaded libpython, such as `3.11.2`.
    package var embeddedVersion: String { PythonProcess.version }

    /// False: all guests share one interpreter.
    package var runsGuestsAtOnce: Bool { false }

    /// Creates an environment for a function; starts the interpreter for the first one.
    ///
    /// - Throws: `RuntimeStartError` if the interpreter does not start, and every time after that;
    ///   `InterpreterStuckError` if an invocation that does not end occupies it.
    package func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        let thread = interpreterThread()
        let guest = PythonGuest(configuration, on: thread)
        try await thread.run { try guest.assumeIsolated { try $0.start() } }
        return guest
    }

    /// Starts the interpreter.
    package func prepare() async throws {
        try await interpreterThread().run { try PythonProcess.start() }
    }

    private func interpreterThread() -> InterpreterThread {
        thread.withLock { thread in
            if let thread { return thread }
            let started = InterpreterThread(stackBytes: Self.stackBytes)
            thread = started
            return started
        }
    }
}

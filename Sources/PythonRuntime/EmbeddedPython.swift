package import HandlerRuntime
import InterpreterThreads
package import Invocations

/// The CPython in this process: one interpreter on one thread, which all functions share.
///
/// It starts with the first guest and lives until the process ends.
package final class EmbeddedPython: LanguageRuntime {
    /// The only instance.
    package static let shared = EmbeddedPython()

    /// The size of the interpreter's stack: deep recursion in C, such as a nested `repr`, raises
    /// `RecursionError` well before this is used up.
    private static let stackBytes = 64 << 20

    /// The interpreter's thread, which starts with the first guest.
    private static let thread = InterpreterThread(stackBytes: stackBytes)

    private init() {}

    package var language: RuntimeIdentifier.Language { .python }

    /// The version of the loaded libpython, such as `3.11.2`.
    package var embeddedVersion: String { PythonProcess.version }

    /// False: all guests share one interpreter.
    package var runsGuestsAtOnce: Bool { false }

    /// Creates an environment for a function; starts the interpreter for the first one.
    ///
    /// If the interpreter does not start, it is not tried again.
    package func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        let guest = PythonGuest(configuration, on: Self.thread)
        try await prepare()
        return guest
    }

    /// Starts the interpreter.
    package func prepare() async throws {
        try await Self.thread.run { try PythonProcess.start() }
    }
}

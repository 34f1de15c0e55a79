public import HandlerRuntime
import Synchronization

/// CPython in this process: one interpreter on one thread, which all functions share.
///
/// It starts when the first guest is made, and ends with the process.
public final class EmbeddedPython: LanguageRuntime {
    /// The interpreter of this process.
    public static let shared = EmbeddedPython()

    /// Deep recursion in C, such as a nested `repr`, ends in a `RecursionError` well before this stack does.
    private static let stackBytes = 64 << 20

    /// The thread, from the first guest on.
    private let thread = Mutex<InterpreterThread?>(nil)

    private init() {}

    /// Python.
    public var language: RuntimeIdentifier.Language { .python }

    /// The version of the libpython that this process has loaded, such as `3.11.2`.
    public var embeddedVersion: String { InterpreterHandle.version }

    /// There is one interpreter.
    public var runsGuestsAtOnce: Bool { false }

    /// Makes an environment for a function, and starts the interpreter for the first one.
    ///
    /// - Throws: `RuntimeStartError` when the interpreter does not start, which it then never does;
    ///   `InterpreterStuckError` when an invocation holds it for good.
    public func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        let thread = interpreterThread()
        let guest = PythonGuest(configuration, on: thread)
        try await thread.run { try guest.assumeIsolated { try $0.start() } }
        return guest
    }

    /// Starts the interpreter.
    public func prepare() async throws {
        try await interpreterThread().run { try InterpreterHandle.start() }
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

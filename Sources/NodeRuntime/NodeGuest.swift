import HandlerRuntime
import InterpreterThreads

/// A function's environment in an isolate.
actor NodeGuest: Guest {
    nonisolated let thread: InterpreterThread
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private let configuration: GuestConfiguration
    private nonisolated let isolate: NodeIsolate

    /// Creates a guest from an isolate, which it owns from now on.
    init(_ configuration: GuestConfiguration, on started: StartedIsolate) {
        self.configuration = configuration
        self.thread = started.thread
        self.isolate = started.isolate
    }

    /// Assigns the isolate to the function.
    func configure() throws {
        do {
            try isolate.configure(configuration)
        } catch {
            isolate.destroy()
            thread.stop()
            throw error
        }
    }

    func load(deadline: GuestDeadline) -> CallCompletion { isolate.load() }

    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> CallCompletion {
        isolate.invoke(call, deadline: deadline)
    }

    nonisolated func interrupt() { isolate.interrupt() }

    /// Frees the isolate.
    ///
    /// If a request is in flight that only the operating system can finish, such as a read from a pipe on one
    /// of Node's threads, only the guest's thread waits for it.
    func close() {
        if isolate.isIdle {
            isolate.destroy()
        } else {
            thread.submit { [isolate] in isolate.destroy() }
        }
        thread.stop()
    }
}

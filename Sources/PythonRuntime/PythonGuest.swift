import HandlerRuntime
import InterpreterThreads

/// A function's environment in the embedded interpreter.
actor PythonGuest: Guest {
    nonisolated let thread: InterpreterThread
    private nonisolated let function: PythonFunction

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(_ configuration: GuestConfiguration, on thread: InterpreterThread) {
        self.thread = thread
        function = PythonFunction(configuration)
    }

    func load(deadline: GuestDeadline) -> CallCompletion { function.load() }

    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> CallCompletion {
        function.invoke(call, deadline: deadline)
    }

    nonisolated func interrupt() { function.interrupt() }

    func close() { function.close() }
}

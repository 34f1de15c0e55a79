import HandlerRuntime

/// One function's environment in the embedded interpreter.
actor PythonGuest: Guest {
    nonisolated let thread: InterpreterThread
    private nonisolated let function: FunctionHandle

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(_ configuration: GuestConfiguration, on thread: InterpreterThread) {
        self.thread = thread
        function = FunctionHandle(configuration)
    }

    /// Starts the interpreter unless it has started.
    func start() throws(RuntimeStartError) {
        try InterpreterHandle.start()
    }

    func load(deadline: GuestDeadline) -> GuestAnswer {
        function.load()
    }

    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> GuestAnswer {
        function.invoke(call, deadline: deadline)
    }

    nonisolated func interrupt() {
        function.interrupt()
    }

    func close() {
        function.close()
    }
}

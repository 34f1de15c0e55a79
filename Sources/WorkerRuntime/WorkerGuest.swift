package import HandlerRuntime
package import InterpreterThreads

/// A function's environment in a separate process.
///
/// The worker enforces the time limits of its calls, as the host does in process, and reports their usage. The host does
/// what the worker cannot: it watches the worker's memory, and kills it when a call continues after its deadline.
package actor WorkerGuest: RemoteGuest {
    package nonisolated let thread: InterpreterThread
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private nonisolated let conversation: WorkerConversation

    /// Creates a guest, which owns the worker from now on.
    init(_ configuration: GuestConfiguration, on started: StartedWorker) {
        thread = started.thread
        conversation = WorkerConversation(configuration, with: started.worker)
    }

    /// Configures the worker for the function; if that fails, the worker is gone.
    func configure() throws(WorkerFailure) {
        do {
            try conversation.configure()
        } catch {
            close()
            throw error
        }
    }

    package func load(deadline: GuestDeadline) -> CallCompletion {
        conversation.send(.load, deadline)
        return conversation.completion()
    }

    package func invoke(_ call: GuestCall, deadline: GuestDeadline) -> CallCompletion {
        conversation.send(.invoke(call), deadline)
        return conversation.completion()
    }

    package nonisolated func send(_ call: SupervisedCall.Kind, deadline: GuestDeadline) {
        conversation.send(call, deadline)
    }

    package nonisolated func completionWithoutSleep() -> CallCompletion? {
        conversation.completionWithoutSleep()
    }

    package nonisolated func completion() -> CallCompletion { conversation.completion() }

    package nonisolated func interrupt() { conversation.interrupt() }

    /// The worker's patience, and the time in which a killed process frees its memory.
    package nonisolated var grace: Duration { WorkerConversation.patience + .milliseconds(30) }

    package nonisolated var isGone: Bool { conversation.isGone }

    package func close() {
        conversation.close()
        thread.stop()
    }
}

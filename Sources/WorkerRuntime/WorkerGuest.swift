package import HandlerRuntime

/// A function's environment in a process of its own.
///
/// The worker holds its calls to their time itself, as the host does in process, and its answers say what they took.
/// The host is there for what the worker cannot do: it watches its memory, and kills it when a call is not over a
/// while after its deadline.
package actor WorkerGuest: RemoteGuest {
    package nonisolated let thread: InterpreterThread
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private nonisolated let conversation: WorkerConversation

    /// Makes a guest of a worker, which is from now on its own.
    init(_ configuration: GuestConfiguration, on started: StartedWorker) {
        thread = started.thread
        conversation = WorkerConversation(configuration, with: started.worker)
    }

    /// Gives the worker to the function.
    ///
    /// - Throws: ``WorkerFailure`` when it does not take it; it is gone then.
    func configure() throws(WorkerFailure) {
        do {
            try conversation.configure()
        } catch {
            close()
            throw error
        }
    }

    package func load(deadline: GuestDeadline) -> GuestAnswer {
        conversation.send(.load, deadline)
        return conversation.answer()
    }

    package func invoke(_ call: GuestCall, deadline: GuestDeadline) -> GuestAnswer {
        conversation.send(.invoke(call), deadline)
        return conversation.answer()
    }

    package nonisolated func send(_ call: SupervisedCall.Kind, deadline: GuestDeadline) {
        conversation.send(call, deadline)
    }

    package nonisolated func soonAnswer() -> GuestAnswer? { conversation.soonAnswer() }

    package nonisolated func answer() -> GuestAnswer { conversation.answer() }

    package nonisolated func interrupt() { conversation.interrupt() }

    /// A killed process takes its time to give its memory back.
    package nonisolated var grace: Duration { WorkerConversation.patience + .milliseconds(30) }

    package nonisolated var isGone: Bool { conversation.isGone }

    package func close() {
        conversation.close()
        thread.stop()
    }
}

package import InterpreterThreads

/// One instance's side in an interpreter, which every language implements.
///
/// A guest is confined to its interpreter's thread, which is also its executor. Its calls block that thread until the
/// handler has returned; only ``interrupt()`` may be called from elsewhere. A guest runs one call at a time, and none
/// after a completion whose ending says that the environment is gone.
package protocol Guest: Actor {
    /// The thread that the guest is confined to; guests may share one.
    nonisolated var thread: InterpreterThread { get }

    /// Runs the init phase: loads the module and finds the handler.
    ///
    /// The result of a completed load is empty.
    func load(deadline: GuestDeadline) -> CallCompletion

    /// Invokes the handler and waits for its result.
    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> CallCompletion

    /// Ends the running call as soon as possible, with ``CallCompletion/Ending/interrupted``.
    ///
    /// It may come from any thread, several times per call, and just as the call returns; so a call first discards an
    /// interruption that came too late for the one before. It is never called while no call is running.
    nonisolated func interrupt()

    /// The time between an interruption and the moment at which the caller stops waiting for the call.
    nonisolated var grace: Duration { get }

    /// True if the environment has ended between two calls.
    nonisolated var isGone: Bool { get }

    /// Frees everything that the environment holds; the last call.
    func close()
}

extension Guest {
    /// False: an environment in this process does not end between calls.
    package nonisolated var isGone: Bool { false }

    /// Long enough for a handler's own clean-up.
    package nonisolated var grace: Duration { .milliseconds(10) }

    /// Closes the guest on its thread, and waits for that unless the thread is stuck.
    package nonisolated func closeOnThread() async {
        do {
            try await thread.run { self.assumeIsolated { $0.close() } }
        } catch {
            closeLater()
        }
    }

    /// Closes the guest as soon as its thread is free.
    package nonisolated func closeLater() {
        thread.submit { self.assumeIsolated { $0.close() } }
    }
}

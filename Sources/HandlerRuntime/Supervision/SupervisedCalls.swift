package import InterpreterThreads

/// A call into a guest with its time limit.
package struct SupervisedCall: Sendable {
    /// The kinds of calls.
    package enum Kind: Sendable {
        case load
        case invoke(GuestCall)
    }

    package var kind: Kind
    package var limit: Duration

    package init(_ kind: Kind, limit: Duration) {
        self.kind = kind
        self.limit = limit
    }
}

/// A sequence of calls into one guest, and the receiver of their completions.
package protocol SupervisedCalls: Sendable {
    /// Returns the next call; nil after the last.
    func next() -> SupervisedCall?

    /// Receives the end of the call that ``next()`` returned last.
    func callEnded(_ completion: CallCompletion, _ usage: Usage)
}

/// The end of supervised calls.
package enum SupervisionEnd: Sendable {
    /// All of them ended, some perhaps by an interruption.
    case done

    /// The last one does not end: the guest must not be used again.
    ///
    /// It is closed when its thread is free again, which `closed` then reports.
    case abandoned(Usage, closed: Handover<Void>)

    /// The guest's thread is held by an abandoned call of another guest; none of these calls began.
    case threadIsStuck
}

/// A guest in another process: the thread that sends it a call may leave waiting for the completion to another thread.
package protocol RemoteGuest: Guest {
    /// Sends a call.
    nonisolated func send(_ call: SupervisedCall.Kind, deadline: GuestDeadline)

    /// Waits for the completion of the call that was sent, but does not sleep; nil if it takes longer.
    nonisolated func completionWithoutSleep() -> CallCompletion?

    /// Waits for the completion of the call that was sent.
    nonisolated func completion() -> CallCompletion
}

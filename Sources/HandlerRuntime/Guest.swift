public import CloudFrontEvents

/// One started environment of one function inside an interpreter: what every language implements.
///
/// A guest is confined to its interpreter's thread, which is also its executor. Its calls block that thread
/// until the handler has answered; only ``interrupt()`` may be called from elsewhere. A guest is used for one
/// call at a time, and never again after an answer whose ending says that the environment is gone.
public protocol Guest: Actor {
    /// The thread that the guest is confined to.
    ///
    /// Guests may share one.
    nonisolated var thread: InterpreterThread { get }

    /// Runs the init phase: loads the module and finds the handler.
    ///
    /// The answer's result is empty.
    func load(deadline: GuestDeadline) -> GuestAnswer

    /// Invokes the handler and waits for its answer.
    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> GuestAnswer

    /// Makes the call that is running end as soon as it can, with ``GuestAnswer/Ending/interrupted``.
    ///
    /// It may come from any thread, several times for one call, and when the call is just about to return; so
    /// a call that begins first forgets an interruption that came too late for the one before. It is never
    /// called while no call is running.
    nonisolated func interrupt()

    /// How long a call that was told to end may take before its caller is answered without it.
    nonisolated var grace: Duration { get }

    /// Lets go of all that the environment holds.
    ///
    /// The last call.
    func close()
}

extension Guest {
    /// Long enough for a handler's own clean-up.
    public nonisolated var grace: Duration { .milliseconds(10) }
}

/// One invocation as a guest gets it.
public struct GuestCall: Sendable {
    /// The invocation's id.
    public var requestId: String

    /// The event record.
    public var event: GuestEvent

    /// The trace header that a handler finds in `_X_AMZN_TRACE_ID`.
    public var traceId: String

    /// Describes an invocation.
    public init(requestId: String, event: GuestEvent, traceId: String) {
        self.requestId = requestId
        self.event = event
        self.traceId = traceId
    }
}

/// An event record on its way to a handler, who sees the same in either form.
public enum GuestEvent: Sendable {
    /// JSON text in UTF-8 that has been checked.
    case text([UInt8])

    /// A tape of what would stand in such text.
    case tape(Tape)

    /// The headers that an answer may give back by their numbers.
    public var given: HeaderMap {
        switch self {
        case .text: HeaderMap()
        case .tape(let tape): tape.given
        }
    }

    /// The text.
    public var text: [UInt8] {
        switch self {
        case .text(let text): text
        case .tape(let tape): tape.json()
        }
    }
}

/// When a call's time is up: what a handler counts down to.
///
/// The host keeps the time; a guest only tells it.
public struct GuestDeadline: Sendable {
    /// Milliseconds since 1970, as in the platform's `Lambda-Runtime-Deadline-Ms`.
    public var epochMilliseconds: Int64

    /// How long after its begin that is.
    public var limit: Duration

    /// Names a moment.
    public init(epochMilliseconds: Int64, limit: Duration) {
        self.epochMilliseconds = epochMilliseconds
        self.limit = limit
    }
}

/// How a call into a guest ended, and the memory that it took.
public struct GuestAnswer: Sendable {
    /// The ways in which a call can end.
    public enum Ending: Sendable {
        /// The handler answered.
        case completed(HandlerAnswer)

        /// The function failed and its environment lives on.
        case failed(HandlerFailure)

        /// The function ended its process, or what stands for it: `process.exit`, `sys.exit`, an uncaught
        /// exception, an unhandled rejection.
        ///
        /// The environment is gone.
        case exited(HandlerFailure)

        /// An interruption took effect.
        ///
        /// The environment is gone.
        case interrupted

        /// The function wanted more memory than it may have.
        ///
        /// The environment is gone.
        case outOfMemory
    }

    /// How the call ended.
    public var ending: Ending

    /// The most memory that the function held during the call, in bytes.
    public var peakMemoryBytes: Int

    /// What the call took, where the guest knows that better than whoever waits for it.
    public var took: Usage?

    /// Describes the end of a call.
    public init(_ ending: Ending, peakMemoryBytes: Int, took: Usage? = nil) {
        self.ending = ending
        self.peakMemoryBytes = peakMemoryBytes
        self.took = took
    }
}

/// Closes a guest on its thread and waits for it; does not wait when the thread is stuck.
public func close<Language: Guest>(_ guest: Language) async {
    do {
        try await guest.thread.run { guest.assumeIsolated { $0.close() } }
    } catch {
        closeLater(guest)
    }
}

/// Closes a guest as soon as its thread has time for it.
public func closeLater<Language: Guest>(_ guest: Language) {
    guest.thread.submit { guest.assumeIsolated { $0.close() } }
}

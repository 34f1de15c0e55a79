package import CloudFrontEvents
package import Invocations

/// One invocation as a guest receives it.
package struct GuestCall: Sendable {
    /// The invocation's id.
    package var requestId: String

    /// The event record.
    package var event: GuestEvent

    /// The trace header for `_X_AMZN_TRACE_ID`.
    package var traceId: String

    package init(requestId: String, event: GuestEvent, traceId: String) {
        self.requestId = requestId
        self.event = event
        self.traceId = traceId
    }
}

/// An event record on its way to a handler, which sees the same in either form.
package enum GuestEvent: Sendable {
    /// Valid JSON text in UTF-8.
    case text([UInt8])

    /// A tape that stands for such text.
    case tape(Tape)

    /// The headers that a result may refer to by index.
    package var given: HeaderMap {
        switch self {
        case .text: HeaderMap()
        case .tape(let tape): tape.given
        }
    }

    /// The JSON text.
    package var text: [UInt8] {
        switch self {
        case .text(let text): text
        case .tape(let tape): tape.json()
        }
    }
}

extension InvocationEvent {
    /// The record in the form that is quickest for a guest.
    ///
    /// A record that was read from text stays that text: the record has lost the order of its members.
    package var forGuest: GuestEvent {
        guard text == nil, let tape = record.tape() else { return .text(json) }
        return .tape(tape)
    }
}

/// The deadline that a handler counts down to; the host enforces it.
package struct GuestDeadline: Sendable {
    /// Milliseconds since 1970, as in the platform's `Lambda-Runtime-Deadline-Ms`.
    package var epochMilliseconds: Int64

    /// The time from the start of the call to the deadline.
    package var limit: Duration
}

package import HTTPTypes
package import NIOHTTPTypes
import NIOCore

/// Decides which requests of a connection are answered inside the pipeline, and which pass on to Hummingbird's tasks.
///
/// Responses keep the order of their requests: parts that arrive while a request is being answered here wait for it, and
/// nothing more is read meanwhile.
package struct PlainRequestState {
    private enum Phase {
        /// No request is being answered here; responses to `passing` requests that were passed on have not ended.
        ///
        /// Exits: the head of a plain request while `passing` is 0 → `answering`.
        case open(passing: Int)
        /// A request is being answered here; `awaitsEnd` until its own end has arrived.
        ///
        /// Exits: its response has ended → `open`, or `answered` if its own end is still to come.
        case answering(awaitsEnd: Bool)
        /// A request was answered before its end arrived.
        ///
        /// Exits: its end arrives → `open`.
        case answered
    }

    /// Actions for a part of a request.
    package enum PartAction {
        /// Pass it on.
        case pass(HTTPRequestPart)
        /// Answer the request; ``gotResponseEnd()`` reports the end of the response.
        case respond(HTTPRequest)
        /// Do nothing: the part waits, or belongs to a request that is answered here.
        case none
    }

    /// Actions after the parts that waited.
    package struct Resumption {
        /// Fire the end of a reading: Hummingbird hands parts over only then.
        package var completesReading = false
        /// Fire an error that arrived in between.
        package var error: (any Error)?
        /// Read from the connection: a read was held back.
        package var reads = false
    }

    private var phase = Phase.open(passing: 0)
    private var waiting = CircularBuffer<HTTPRequestPart>()
    private var heldError: (any Error)?
    private var holdsRead = false

    package init() {}

    private var isAnswering: Bool { if case .answering = phase { true } else { false } }

    /// Decides on a part that arrived.
    package mutating func gotPart(_ part: HTTPRequestPart) -> PartAction {
        switch (phase, part) {
        case (.answering(awaitsEnd: true), .end): phase = .answering(awaitsEnd: false)
        case (.answered, .end): phase = .open(passing: 0)
        case (.answering(awaitsEnd: true), _), (.answered, _): break
        case (.answering(awaitsEnd: false), _): waiting.append(part)
        case (.open(let passing), .head(let head)):
            if passing == 0, Self.isPlain(head) {
                phase = .answering(awaitsEnd: true)
                return .respond(head)
            }
            phase = .open(passing: passing + 1)
            return .pass(part)
        case (.open, _): return .pass(part)
        }
        return .none
    }

    /// Reports if a request is neither about the connection nor has a body: Hummingbird handles those.
    private static func isPlain(_ head: HTTPRequest) -> Bool {
        guard head.method == .get || head.method == .head else { return false }
        let fields = head.headerFields
        return fields[.connection] == nil && fields[.contentLength] == nil && fields[.transferEncoding] == nil
    }

    /// Decides on a request to read from the connection: true to read now.
    ///
    /// A viewer that sends ahead of its responses is not read from, so that nothing grows.
    package mutating func gotRead() -> Bool {
        guard isAnswering, !waiting.isEmpty else { return true }
        holdsRead = true
        return false
    }

    /// Decides on an error of the connection: true to pass it on now, false when responses are owed before it.
    package mutating func gotError(_ error: any Error) -> Bool {
        guard isAnswering else { return true }
        heldError = heldError ?? error
        return false
    }

    /// Records the end of a response that is written here; if time has passed, ``nextWaiting()`` and ``resume()`` follow.
    package mutating func gotResponseEnd() {
        guard case .answering(let awaitsEnd) = phase else { return }
        phase = awaitsEnd ? .answered : .open(passing: 0)
    }

    /// Records the end of a response to a request that was passed on.
    package mutating func gotPassedResponseEnd() {
        if case .open(let passing) = phase { phase = .open(passing: max(0, passing - 1)) }
    }

    /// Decides on the next part that waited; nil when none is left, or another request is being answered.
    package mutating func nextWaiting() -> PartAction? {
        guard !isAnswering, let part = waiting.popFirst() else { return nil }
        return gotPart(part)
    }

    /// Decides what follows the parts that waited.
    package mutating func resume() -> Resumption {
        guard !isAnswering else { return Resumption() }
        defer { holdsRead = false }
        let isPassing = if case .open(1...) = phase { true } else { false }
        return Resumption(completesReading: isPassing, error: heldError.take(), reads: holdsRead)
    }
}

public import CloudFrontEvents
public import HTTPTypes
public import Invocations

/// A viewer's request, and everything that happened to it on its way through the edge.
///
/// ## Usage
///
/// ```swift
/// import EdgeEmulator
/// import Testing
///
/// func expectHit(_ edge: EmulatedEdge) async {
///     let response = await edge.respond(to: ViewerRequest(target: "/account"))
///     let exchange = edge.exchanges.exchange(response.exchange)
///     #expect(exchange?.runs.map(\.function) == ["auth"])
///     #expect(exchange?.skippedStages[.originRequest] == .cacheHit)
/// }
/// ```
public struct Exchange: Sendable, Identifiable {
    /// The number, counted from 1 for each emulator.
    public var id: Int
    /// The time of the request's arrival, in milliseconds since 1970.
    public var beganAt: Int64
    /// The identifier that CloudFront would have given it, `x-amz-cf-id`.
    public var requestId: String
    /// The request as it arrived, without its body.
    public var request: ViewerRequest
    /// The name of the distribution.
    public var distribution: String
    /// The region that functions ran in.
    public var region: EdgeRegion
    /// The viewer's location and device.
    var context: ViewerContext
    /// The status that the viewer got.
    public var status: Int
    /// The header fields that the viewer got.
    public var responseFields: HTTPFields
    /// The value of `X-Cache`.
    public var cacheResult: String
    /// The time from the request's arrival to the head of the response.
    public var duration: Duration
    /// The length of the response's body; nil until it is known.
    public var bodyLength: Int?
    /// The steps, in order.
    public var steps: [Step]
    /// The stages that no function ran for, with the reasons.
    public var skippedStages = SkippedStages()
    /// The request's body, to send it again; nil when there was none, or it was too long.
    var keptBody: EdgeBody?

    /// A step on a request's way.
    public struct Step: Sendable {
        /// The kind of step.
        public var action: Action
        /// The time from the request's arrival to the step's start.
        public var start: Duration
        /// The duration.
        public var duration: Duration
    }

    /// The kinds of steps.
    public enum Action: Sendable {
        /// A function ran.
        case function(FunctionRun)
        /// The cache was looked up, with this result.
        case cache(String)
        /// The origin was contacted, with this result.
        case origin(String)
    }

    /// The viewer's country, in two letters.
    public var country: String { context.country }

    /// The viewer's devices; CloudFront may report several for one viewer.
    public var devices: Set<Viewer.Device> { context.devices }

    /// The functions that ran, in order.
    public var runs: [FunctionRun] {
        steps.compactMap { if case .function(let run) = $0.action { run } else { nil } }
    }
}

/// A run of a function for a request.
public struct FunctionRun: Sendable {
    /// The event type.
    public var type: EventType { event.type }
    /// The name of the function.
    public var function: String
    /// The event that the function received.
    public var event: CloudFrontEvent
    /// The outcome; nil when the host could not run the function.
    public var outcome: InvocationOutcome?
    /// The host's error when it could not run the function.
    public var hostError: String?

    /// The bytes that the run holds, approximately.
    var size: Int {
        let answer =
            switch outcome?.encodedResult {
            case .text(let text): text.count
            case .tape(let tape, _): tape.text.count + 4 * tape.tokens.count
            case nil: 0
            }
        let written = outcome?.transcript.lines.reduce(0) { $0 + $1.countedBytes + 48 } ?? 0
        return 4096 + (event.request.body?.data?.utf8.count ?? 0) + answer + written
    }
}

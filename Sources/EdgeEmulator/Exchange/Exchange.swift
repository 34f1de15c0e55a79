public import CloudFrontEvents
public import HTTPTypes
public import HandlerRuntime

/// One request of a viewer's and what became of it on its way through the edge.
public struct Exchange: Sendable, Identifiable {
    /// Its number, counted from 1 as long as the emulator runs.
    public var id: Int
    /// When it came, in milliseconds since 1970.
    public var beganAt: Int64
    /// The identifier that CloudFront would have given it: `x-amz-cf-id`.
    public var requestId: String
    /// The request as it came, without its body.
    public var request: ViewerRequest
    /// The distribution that answered.
    public var distribution: String
    /// The region that functions ran in.
    public var region: EdgeRegion
    /// What the edge knows of the viewer.
    var context: ViewerContext
    /// The status that the viewer got.
    public var status: Int
    /// The header fields that the viewer got.
    public var responseFields: HTTPFields
    /// What `X-Cache` said.
    public var cacheResult: String
    /// The time from the request's arrival to the answer's head.
    public var duration: Duration
    /// The length of the answer's body; nil while it is not known.
    public var bodyLength: Int?
    /// What was done, in order.
    public var steps: [Step]
    /// The first part of the request's body, to send it again; nil when there was none.
    var keptBody: EdgeBody?

    /// One thing that was done about a request.
    public struct Step: Sendable {
        /// What was done.
        public var action: Action
        /// When it began, from the request's arrival.
        public var start: Duration
        /// How long it took.
        public var duration: Duration
    }

    /// The things that are done about requests.
    public enum Action: Sendable {
        /// A function ran.
        case function(FunctionRun)
        /// The cache was asked.
        case cache(String)
        /// The origin was asked.
        case origin(String)
    }

    /// The two letters of the country that the viewer is taken to be in.
    public var country: String { context.country }

    /// The viewer's devices, of which CloudFront may see several in one.
    public var devices: Set<Viewer.Device> { context.devices }

    /// The functions that ran, in order.
    public var runs: [FunctionRun] {
        steps.compactMap { if case .function(let run) = $0.action { run } else { nil } }
    }
}

/// One run of a function for a request.
public struct FunctionRun: Sendable {
    /// The event that it ran for.
    public var type: EventType { event.type }
    /// The function's name.
    public var function: String
    /// What it was given.
    public var event: CloudFrontEvent
    /// What became of it; nil when the host could not run it.
    public var outcome: InvocationOutcome?
    /// What the host said when it could not run it.
    public var hostError: String?

    /// About how many bytes it holds on to.
    var size: Int {
        let answer =
            switch outcome?.answer {
            case .text(let text): text.count
            case .tape(let tape, _): tape.text.count + 4 * tape.tokens.count
            case nil: 0
            }
        let written = outcome?.transcript.lines.reduce(0) { $0 + $1.message.utf8.count + 48 } ?? 0
        return 4096 + (event.request.body?.data?.utf8.count ?? 0) + answer + written
    }
}

import CloudFrontEvents
import FoundationEssentials
import HTTPTypes
import HandlerRuntime

/// An exchange as JSON for the page.
struct ExchangeView {
    let exchange: Exchange

    /// What the list of requests shows.
    func summary() throws -> [UInt8] {
        try JSONMembers.json(ExchangeSummary(exchange, withStages: true))
    }

    /// What the list shows of many, by one encoder: each of its own would take most of the page's loading time.
    static func summaries(of exchanges: [Exchange]) throws -> [UInt8] {
        try JSONMembers.json(["requests": exchanges.map { ExchangeSummary($0, withStages: true) }])
    }

    /// All there is to know about it.
    func detail() throws -> [UInt8] {
        let devices = exchange.devices.map(\.rawValue).sorted().joined(separator: ", ")
        let members: [JSONMembers.Member] = [
            ("requestId", try JSONMembers.json(exchange.requestId)),
            ("client", try JSONMembers.json(exchange.request.viewer.address)),
            ("country", try JSONMembers.json(exchange.country)),
            ("device", try JSONMembers.json(devices)),
            ("httpVersion", try JSONMembers.json(exchange.request.viewer.httpVersion)),
            ("requestHeaders", try JSONMembers.json(Self.pairs(exchange.request.fields))),
            ("responseHeaders", try JSONMembers.json(Self.pairs(exchange.responseFields))),
            ("timeline", try JSONMembers.json(exchange.steps.map { TimelineStep($0, exchange) })),
            ("stages", JSONMembers.array(try exchange.steps.compactMap(stage))),
        ]
        // Two objects as one.
        let summary = try JSONMembers.json(ExchangeSummary(exchange, withStages: false))
        return summary.dropLast() + ",".utf8 + JSONMembers.object(members).dropFirst()
    }

    private func stage(_ step: Exchange.Step) throws -> [UInt8]? {
        guard case .function(let run) = step.action else { return nil }
        var members: [JSONMembers.Member] = [
            ("type", try JSONMembers.json(run.type.rawValue)),
            ("function", try JSONMembers.json(run.function)),
            ("region", try JSONMembers.json(exchange.region.name)),
            ("startMs", try JSONMembers.json(step.start.roundedMilliseconds)),
            ("durationMs", try JSONMembers.json(step.duration.roundedMilliseconds)),
            ("event", run.event.json()),
        ]
        if let outcome = run.outcome {
            members += try Envelope(outcome: outcome).members()
        } else {
            members.append(("outcome", try JSONMembers.json("failed")))
            let error = [
                "errorType": "Brink.HostError", "errorMessage": run.hostError ?? "the host did not run it",
            ]
            members.append(("error", try JSONMembers.json(error)))
        }
        return JSONMembers.object(members)
    }

    private static func pairs(_ fields: HTTPFields) -> [[String]] {
        fields.map { [$0.name.rawName, $0.value] }
    }
}

/// What the list of requests shows of one.
private struct ExchangeSummary: Encodable {
    let id: Int
    let time: String
    let method: String
    let host: String
    let url: String
    let status: Int
    let cache: String
    let region: String
    let distribution: String
    let durationMs: Double
    let bytes: Int?
    let stages: [RunSummary]?

    init(_ exchange: Exchange, withStages: Bool) {
        id = exchange.id
        time = WallClock.timestamp(epochMilliseconds: exchange.beganAt)
        method = exchange.request.method
        host = exchange.request.fields[.hostName] ?? ""
        url = exchange.request.target
        status = exchange.status
        cache = exchange.cacheResult
        region = exchange.region.name
        distribution = exchange.distribution
        durationMs = exchange.duration.roundedMilliseconds
        bytes = exchange.bodyLength
        stages = withStages ? exchange.steps.compactMap(RunSummary.init) : nil
    }
}

private struct RunSummary: Encodable {
    let type: String
    let function: String
    let outcome: String
    let durationMs: Double

    init?(_ step: Exchange.Step) {
        guard case .function(let run) = step.action else { return nil }
        type = run.type.rawValue
        function = run.function
        outcome = run.outcome?.kind.rawValue ?? "failed"
        durationMs = step.duration.roundedMilliseconds
    }
}

private struct TimelineStep: Encodable {
    let name: String
    let kind: String
    let startMs: Double
    let durationMs: Double
    let detail: String

    init(_ step: Exchange.Step, _ exchange: Exchange) {
        startMs = step.start.roundedMilliseconds
        durationMs = step.duration.roundedMilliseconds
        switch step.action {
        case .function(let run):
            (name, kind) = (run.type.rawValue, "function")
            detail = "\(run.function) in \(exchange.region.name)"
        case .cache(let what): (name, kind, detail) = ("cache", "cache", what)
        case .origin(let what): (name, kind, detail) = ("origin", "origin", what)
        }
    }
}

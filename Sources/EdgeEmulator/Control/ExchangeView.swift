import CloudFrontEvents
import FoundationEssentials
import HTTPTypes
import HandlerRuntime

/// An exchange as JSON for the page.
struct ExchangeView {
    let exchange: Exchange

    /// What the list of requests shows.
    func summary() throws -> [UInt8] {
        JSONMembers.object(try summaryMembers())
    }

    /// All there is to know about it.
    func detail() throws -> [UInt8] {
        var members = try summaryMembers(withRuns: false)
        members += [
            ("requestId", try JSONMembers.json(exchange.requestId)),
            ("client", try JSONMembers.json(exchange.request.viewer.address)),
            ("country", try JSONMembers.json(exchange.country)),
            (
                "device",
                try JSONMembers.json(exchange.devices.map(\.rawValue).sorted().joined(separator: ", "))
            ),
            ("httpVersion", try JSONMembers.json(exchange.request.viewer.httpVersion)),
            ("requestHeaders", try JSONMembers.json(Self.pairs(exchange.request.fields))),
            ("responseHeaders", try JSONMembers.json(Self.pairs(exchange.responseFields))),
            ("timeline", try JSONMembers.json(exchange.steps.map { TimelineStep($0, exchange) })),
            ("stages", JSONMembers.array(try exchange.steps.compactMap(stage))),
        ]
        return JSONMembers.object(members)
    }

    private func summaryMembers(withRuns: Bool = true) throws -> [JSONMembers.Member] {
        var members: [JSONMembers.Member] = [
            ("id", try JSONMembers.json(exchange.id)),
            ("time", try JSONMembers.json(WallClock.timestamp(epochMilliseconds: exchange.beganAt))),
            ("method", try JSONMembers.json(exchange.request.method)),
            ("host", try JSONMembers.json(exchange.request.fields[.hostName] ?? "")),
            ("url", try JSONMembers.json(exchange.request.target)),
            ("status", try JSONMembers.json(exchange.status)),
            ("cache", try JSONMembers.json(exchange.cacheResult)),
            ("region", try JSONMembers.json(exchange.region.name)),
            ("distribution", try JSONMembers.json(exchange.distribution)),
            ("durationMs", try JSONMembers.json(exchange.duration.roundedMilliseconds)),
        ]
        if let length = exchange.bodyLength { members.append(("bytes", try JSONMembers.json(length))) }
        if withRuns {
            members.append(("stages", try JSONMembers.json(exchange.steps.compactMap(RunSummary.init))))
        }
        return members
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

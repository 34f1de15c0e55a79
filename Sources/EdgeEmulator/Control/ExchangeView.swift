import CloudFrontEvents
import FoundationEssentials
import HTTPTypes
import Invocations

/// An exchange as JSON for the page.
struct ExchangeView {
    let exchange: Exchange

    /// Returns the entry for the list of requests.
    func summary() -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writeSummary(to: &$0) }
        return writer.bytes
    }

    /// Returns the list of many requests, without an encoder: that was too slow for a thousand at once.
    static func summaries(of exchanges: [Exchange]) -> [UInt8] {
        var writer = JSONWriter(capacity: 512 * exchanges.count)
        writer.object { writer in
            writer.key("requests")
            writer.array { writer in
                for exchange in exchanges {
                    writer.object { ExchangeView(exchange: exchange).writeSummary(to: &$0) }
                }
            }
        }
        return writer.bytes
    }

    private func writeSummary(to writer: inout JSONWriter, withStages: Bool = true) {
        writer.member("id", exchange.id)
        writer.member("time", WallClock.timestamp(epochMilliseconds: exchange.beganAt))
        writer.member("method", exchange.request.method)
        writer.member("host", exchange.request.fields[.hostName] ?? "")
        writer.member("url", exchange.request.target)
        writer.member("status", exchange.status)
        writer.member("cache", exchange.cacheResult)
        writer.member("region", exchange.region.name)
        writer.member("distribution", exchange.distribution)
        writer.member("durationMs", exchange.duration.roundedMilliseconds)
        if let length = exchange.bodyLength { writer.member("bytes", length) }
        guard withStages else { return }
        writer.key("stages")
        writer.array { writer in
            for step in exchange.steps {
                guard case .function(let run) = step.action else { continue }
                writer.object { writer in
                    writer.member("type", run.type.rawValue)
                    writer.member("function", run.function)
                    writer.member("outcome", run.outcome?.kind.rawValue ?? "failed")
                    writer.member("durationMs", step.duration.roundedMilliseconds)
                }
            }
        }
    }

    /// Returns everything about the exchange.
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
            ("skipped", try JSONMembers.json(EventType.allCases.compactMap { Skip($0, exchange) })),
        ]
        // Both objects are joined into one.
        var summary = JSONWriter(capacity: 512)
        summary.object { writeSummary(to: &$0, withStages: false) }
        return summary.bytes.dropLast() + ",".utf8 + JSONMembers.object(members).dropFirst()
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

/// A stage that no function ran for.
private struct Skip: Encodable {
    let type: String
    let reason: String
    let sentence: String

    init?(_ stage: EventType, _ exchange: Exchange) {
        guard let reason = exchange.skippedStages[stage] else { return nil }
        type = stage.rawValue
        self.reason = reason.rawValue
        sentence = reason.sentence
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

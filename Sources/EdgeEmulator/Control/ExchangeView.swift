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
        let skipped = EventType.allCases.compactMap { stage in
            exchange.skippedStages[stage].map {
                ["type": stage.rawValue, "reason": $0.rawValue, "sentence": $0.sentence]
            }
        }
        let members: [JSONMembers.Member] = [
            ("requestHeaders", try JSONMembers.json(Self.pairs(exchange.request.fields))),
            ("responseHeaders", try JSONMembers.json(Self.pairs(exchange.responseFields))),
            ("stages", JSONMembers.array(try exchange.steps.compactMap(stage))),
            ("skipped", try JSONMembers.json(skipped)),
        ]
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in
            writeSummary(to: &writer, withStages: false)
            writer.member("requestId", exchange.requestId)
            writer.member("client", exchange.request.viewer.address)
            writer.member("country", exchange.country)
            writer.member("device", exchange.devices.map(\.rawValue).sorted().joined(separator: ", "))
            writer.member("httpVersion", exchange.request.viewer.httpVersion)
            writer.key("timeline")
            writer.array { writer in for step in exchange.steps { write(step, to: &writer) } }
        }
        return JSONMembers.joined(writer.bytes, JSONMembers.object(members))
    }

    private func write(_ step: Exchange.Step, to writer: inout JSONWriter) {
        let (name, kind, detail) =
            switch step.action {
            case .function(let run):
                (run.type.rawValue, "function", "\(run.function) in \(exchange.region.name)")
            case .cache(let result): ("cache", "cache", result)
            case .origin(let result): ("origin", "origin", result)
            }
        writer.object { writer in
            writer.member("name", name)
            writer.member("kind", kind)
            writer.member("startMs", step.start.roundedMilliseconds)
            writer.member("durationMs", step.duration.roundedMilliseconds)
            writer.member("detail", detail)
        }
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

extension JSONMembers {
    /// Joins two objects, which must have members, into one.
    static func joined(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        first.dropLast() + ",".utf8 + second.dropFirst()
    }
}

import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import HandlerRuntime
import Synchronization

/// Tells whoever sits at the terminal of each request: in a line for people, or as JSON for other programs.
struct RequestPrinter: Sendable {
    /// How requests are told of.
    enum Form: String, Sendable, CaseIterable {
        case text
        case json
        case none
    }

    private let form: Form
    private let stream = StandardStream.output

    init(_ form: Form) {
        self.form = form
    }

    func show(_ exchange: Exchange) {
        switch form {
        case .none: break
        case .json: stream.write(Self.json(about: exchange) + "\n".utf8)
        case .text: for line in lines(about: exchange) { stream.write(line: line) }
        }
    }

    private func lines(about exchange: Exchange) -> [String] {
        let time = WallClock.timestamp(epochMilliseconds: exchange.beganAt).dropFirst(11).dropLast(1)
        let runs = exchange.runs.map { "\($0.function) \($0.outcome?.kind.rawValue ?? "failed")" }
        let parts = [
            dimmed(String(time)), coloured(exchange.status), exchange.request.method.padded(to: 4),
            exchange.request.shownTarget,
            dimmed(
                ([exchange.cacheResult, "\(decimals(exchange.duration.milliseconds, places: 2)) ms"]
                    + (runs.isEmpty ? [] : [exchange.region.name] + runs)).joined(separator: " · ")
            ),
        ]
        return [parts.joined(separator: " ")] + exchange.runs.compactMap(complaint)
    }

    /// Why a function spoiled the answer, if it did.
    private func complaint(_ run: FunctionRun) -> String? {
        guard let text = Self.complaint(run) else { return nil }
        return painted("    " + "\(run.function): \(text)".inOneLine, 31)
    }

    private static func complaint(_ run: FunctionRun) -> String? {
        if let error = run.hostError { return "\(error)" }
        guard let outcome = run.outcome, outcome.kind != .accepted else { return nil }
        if let refusal = outcome.refusal { return "\(refusal.log) [\(refusal.rule.id)]" }
        return outcome.failure.map { "\($0.errorType): \($0.errorMessage)" } ?? outcome.kind.rawValue
    }

    private func coloured(_ status: Int) -> String {
        painted(String(status), status >= 500 ? 31 : status >= 400 ? 33 : status >= 300 ? 36 : 32)
    }

    private func dimmed(_ text: String) -> String { painted(text, 2) }

    private func painted(_ text: String, _ code: Int) -> String {
        stream.isColourful ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private static func json(about exchange: Exchange) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.member("time", WallClock.timestamp(epochMilliseconds: exchange.beganAt))
            writer.member("requestId", exchange.requestId)
            writer.member("method", exchange.request.method)
            writer.member("host", exchange.request.fields[.hostName] ?? "")
            writer.member("url", exchange.request.shownTarget)
            writer.member("status", exchange.status)
            writer.member("cache", exchange.cacheResult)
            writer.member("region", exchange.region.name)
            writer.member("durationMs", exchange.duration.roundedMilliseconds)
            if let length = exchange.bodyLength { writer.member("bytes", length) }
            writer.key("functions")
            writer.array { writer in for run in exchange.runs { write(run, to: &writer) } }
        }
        return writer.bytes
    }

    private static func write(_ run: FunctionRun, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("function", run.function)
            writer.member("event", run.type.rawValue)
            writer.member("outcome", run.outcome?.kind.rawValue ?? "failed")
            if let rule = run.outcome?.refusal?.rule.id { writer.member("rule", rule) }
        }
    }
}

extension ViewerRequest {
    /// The path and the query string, as far as they are of use in a line.
    fileprivate var shownTarget: String {
        String((query.isEmpty ? path : "\(path)?\(query)").unicodeScalars.prefix(300)).inOneLine
    }
}

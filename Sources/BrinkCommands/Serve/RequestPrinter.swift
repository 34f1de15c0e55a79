import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Invocations
import TerminalOutput

/// Prints each request to standard output: as a line of text, or as JSON.
///
/// It never waits for the reader: see ``QueuedOutput``.
struct RequestPrinter: Sendable {
    /// The form in which requests are printed.
    enum Form: String, Sendable, CaseIterable {
        case text
        case json
        case none
    }

    private let form: Form
    private let showsColor: Bool
    private let output: QueuedOutput?

    init(_ form: Form) {
        let stream = StandardStream.output
        self.form = form
        showsColor = stream.showsColor
        output =
            form == .none
            ? nil
            : QueuedOutput(to: stream, capacity: 1000) { count in
                StandardStream.error.note(
                    "\(count) requests were not printed: standard output was not read in time"
                )
            }
    }

    func show(_ exchange: Exchange) {
        switch form {
        case .none: break
        case .json: output?.write { Self.json(of: exchange) + "\n".utf8 }
        case .text: output?.write { Array((lines(about: exchange).joined(separator: "\n") + "\n").utf8) }
        }
    }

    /// Prints the queued requests, unless the reader has stopped reading.
    func close() async {
        await output?.close()
    }

    private func lines(about exchange: Exchange) -> [String] {
        let time = WallClock.timestamp(epochMilliseconds: exchange.beganAt).dropFirst(11).dropLast(1)
        let runs = exchange.runs.map { "\($0.function) \($0.outcome?.kind.rawValue ?? "failed")" }
        let details =
            [exchange.cacheResult, "\(decimals(exchange.duration.milliseconds, places: 2)) ms"]
            + (runs.isEmpty ? [] : [exchange.region.name] + runs)
        let parts = [
            styled(String(time), .dim), styled(String(exchange.status), Self.style(of: exchange.status)),
            exchange.request.method.padded(to: 4), exchange.request.shownTarget,
            styled(details.joined(separator: " · "), .dim),
        ]
        let problems = exchange.runs.compactMap { run in
            Self.problem(of: run).map { styled("    " + "\(run.function): \($0)".inOneLine, .red) }
        }
        return [parts.joined(separator: " ")] + problems
    }

    private func styled(_ text: String, _ style: TextStyle) -> String {
        showsColor ? style.applied(to: text) : text
    }

    private static func style(of status: Int) -> TextStyle {
        switch status {
        case 500...: .red
        case 400...: .yellow
        case 300...: .cyan
        default: .green
        }
    }

    /// Explains why a function's run spoiled the response; nil if it did not.
    private static func problem(of run: FunctionRun) -> String? {
        if let error = run.hostError { return "\(error)" }
        guard let outcome = run.outcome, outcome.kind != .accepted else { return nil }
        if let refusal = outcome.refusal { return "\(refusal.log) [\(refusal.rule.id)]" }
        return outcome.failure?.description ?? outcome.kind.rawValue
    }

    private static func json(of exchange: Exchange) -> [UInt8] {
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
            writer.array { writer in
                for run in exchange.runs {
                    writer.object { writer in
                        writer.member("function", run.function)
                        writer.member("event", run.type.rawValue)
                        writer.member("outcome", run.outcome?.kind.rawValue ?? "failed")
                        if let rule = run.outcome?.refusal?.rule.id { writer.member("rule", rule) }
                    }
                }
            }
        }
        return writer.bytes
    }
}

extension ViewerRequest {
    /// The path and query string, shortened to fit in a line.
    fileprivate var shownTarget: String {
        String((query.isEmpty ? path : "\(path)?\(query)").unicodeScalars.prefix(300)).inOneLine
    }
}

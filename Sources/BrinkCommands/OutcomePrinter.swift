import CloudFrontEvents
import HandlerRuntime

/// Shows outcomes on the standard streams: results on one, logs on the other, or both in envelopes on the one.
struct OutcomePrinter {
    private let asEnvelopes: Bool
    private let results: StandardStream
    private let logs = StandardStream.error

    /// Takes standard output for results alone: a handler that writes to the descriptor itself, past what is
    /// captured, can no longer get between them.
    init(asEnvelopes: Bool) {
        self.asEnvelopes = asEnvelopes
        self.results = StandardStream.takeOutput()
    }

    func show(_ outcome: InvocationOutcome) throws {
        if asEnvelopes {
            results.write(try Envelope(outcome: outcome).line() + "\n".utf8)
            return
        }
        for entry in outcome.logs { logs.write(line: text(of: entry)) }
        if let result = outcome.resultLine { results.write(result + "\n".utf8) }
        for warning in outcome.warnings { logs.note("warning: \(warning.message) [\(warning.rule.id)]") }
        if let refusal = outcome.refusal {
            logs.note("refused: \(refusal.status): \(refusal.message) [\(refusal.rule.id)]")
            logs.note(refusal.log)
        }
        if let failure = outcome.failure {
            logs.note("\(outcome.kind.rawValue): \(failure.errorType): \(failure.errorMessage)")
        }
    }

    /// A log line for a person: the platform's carriage returns stand for newlines.
    private func text(of entry: LogEntry) -> String {
        let lines = entry.message.split(separator: "\r", omittingEmptySubsequences: false)
        let text = lines.joined(separator: "\n")
        guard logs.isColourful, entry.stream == .platform else { return text }
        return "\u{1B}[2m\(text)\u{1B}[0m"
    }
}

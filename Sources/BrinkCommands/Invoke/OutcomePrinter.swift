import CloudFrontEvents
import Invocations
import TerminalOutput

/// Prints outcomes: results to standard output and logs to standard error, or envelopes to standard output alone.
struct OutcomePrinter {
    private let asEnvelopes: Bool
    private let results: StandardStream
    private let logs = StandardStream.error

    /// Reserves standard output for results, so that nothing a handler writes to descriptor 1 comes between them.
    init(asEnvelopes: Bool) {
        self.asEnvelopes = asEnvelopes
        results = StandardStream.claimOutput()
    }

    func show(_ outcome: InvocationOutcome) throws {
        if asEnvelopes {
            results.write(try Envelope(outcome: outcome).line() + "\n".utf8)
            return
        }
        for entry in outcome.logs {
            let text = entry.message.withNewlines
            let isDim = logs.showsColor && entry.stream == .platform
            logs.write(line: isDim ? TextStyle.dim.applied(to: text) : text)
        }
        if let result = outcome.resultLine { results.write(result + "\n".utf8) }
        for warning in outcome.warnings { logs.note("warning: \(warning.message) [\(warning.rule.id)]") }
        if let refusal = outcome.refusal {
            logs.note("refused: \(refusal.status): \(refusal.message) [\(refusal.rule.id)]")
            logs.note(refusal.log)
        }
        if let failure = outcome.failure {
            logs.note("\(outcome.kind.rawValue): \(failure)")
        }
    }
}

extension String {
    /// The text with newlines instead of the platform's carriage returns.
    var withNewlines: String {
        String(UnicodeScalarView(unicodeScalars.lazy.map { $0 == "\r" ? "\n" : $0 }))
    }
}

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

    private func text(of entry: LogEntry) -> String {
        let text = entry.message.withNewlines
        return logs.showsColor && entry.stream == .platform ? TextStyle.dim.applied(to: text) : text
    }
}

extension String {
    /// The text with newlines for the carriage returns that the platform puts in their place.
    var withNewlines: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars { scalars.append(scalar == "\r" ? "\n" : scalar) }
        return String(scalars)
    }
}

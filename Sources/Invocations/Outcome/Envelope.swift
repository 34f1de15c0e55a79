import CloudFrontEvents

/// An outcome as a line of JSON for other programs.
package struct Envelope {
    private let outcome: InvocationOutcome

    /// Creates the envelope of an outcome.
    package init(outcome: InvocationOutcome) {
        self.outcome = outcome
    }

    /// Encodes the line, without a newline.
    package func line() throws -> [UInt8] {
        JSONMembers.object(try members())
    }

    /// Encodes the members of the line, in order.
    package func members() throws -> [JSONMembers.Member] {
        var members: [JSONMembers.Member] = [("outcome", try json(outcome.kind.rawValue))]
        // An envelope cannot hold a result that is not JSON.
        if let result = outcome.resultLine, outcome.refusal?.rule.id != "result.json" {
            members.append(("result", result))
        }
        if let failure = outcome.failure {
            members.append(("error", try json(ErrorMember(failure, of: outcome.report.runtime.language))))
        }
        if let refusal = outcome.refusal {
            let (rule, message, log) = (refusal.rule.id, refusal.message, refusal.log)
            let member = RefusalMember(status: refusal.status, rule: rule, message: message, log: log)
            members.append(("refusal", try json(member)))
        }
        if !outcome.warnings.isEmpty {
            let warnings = outcome.warnings.map { ["rule": $0.rule.id, "message": $0.message] }
            members.append(("warnings", try json(warnings)))
        }
        let logs = outcome.logs.map { entry in
            [
                "timestamp": WallClock.timestamp(epochMilliseconds: entry.epochMilliseconds),
                "stream": entry.stream.rawValue,
                "message": entry.message,
            ]
        }
        return members + [("logs", try json(logs)), ("report", try json(ReportMember(outcome.report)))]
    }

    private func json(_ value: some Encodable) throws -> [UInt8] { try JSONMembers.json(value) }
}

extension InvocationOutcome {
    /// The handler's result on one line: JSON has newlines only between tokens, where a space does as well.
    package var resultLine: [UInt8]? {
        result?.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }
}

/// A failure, with the platform's name for its trace in each language.
///
/// Source: `N3:Errors.js`, `P:bootstrap.py`.
private struct ErrorMember: Encodable {
    let errorType: String
    let errorMessage: String
    var trace: [String]?
    var stackTrace: [String]?

    init(_ failure: HandlerFailure, of language: RuntimeIdentifier.Language) {
        errorType = failure.errorType
        errorMessage = failure.errorMessage
        switch language {
        case .node: trace = failure.trace
        case .python: stackTrace = failure.trace
        }
    }
}

private struct RefusalMember: Encodable {
    let status: Int
    let rule: String
    let message: String
    let log: String
}

private struct ReportMember: Encodable {
    let requestId: String
    let runtime: String
    let isolation: String
    let coldStart: Bool
    let initDurationMs: Double?
    let durationMs: Double
    let billedDurationMs: Int
    let cpuTimeMs: Double
    let memoryLimitMB: Int
    let maxMemoryUsedBytes: Int

    init(_ report: InvocationReport) {
        requestId = report.requestId
        runtime = report.runtime.description
        isolation = report.isolation.rawValue
        coldStart = report.coldStart
        initDurationMs = report.initDuration?.roundedMilliseconds
        durationMs = report.duration.roundedMilliseconds
        billedDurationMs = report.billedDurationMs
        cpuTimeMs = report.cpuTime.roundedMilliseconds
        memoryLimitMB = report.memoryLimitMB
        maxMemoryUsedBytes = report.maxMemoryUsedBytes
    }
}

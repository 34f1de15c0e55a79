import CloudFrontEvents
import FoundationEssentials

/// One invocation's outcome as a line of JSON: the form that other programs read.
package struct Envelope {
    private let outcome: InvocationOutcome

    /// Holds an outcome.
    package init(outcome: InvocationOutcome) {
        self.outcome = outcome
    }

    /// The whole line, without its newline.
    package func line() throws -> [UInt8] {
        JSONMembers.object(try members())
    }

    /// The members of the line, in order.
    package func members() throws -> [JSONMembers.Member] {
        var members: [JSONMembers.Member] = [("outcome", try json(outcome.kind.rawValue))]
        if let result = outcome.resultLine, outcome.resultIsJSON { members.append(("result", result)) }
        if let failure = outcome.failure {
            members.append(("error", try json(ErrorMember(failure, of: outcome.report.runtime.language))))
        }
        if let refusal = outcome.refusal { members.append(("refusal", try json(RefusalMember(refusal)))) }
        if !outcome.warnings.isEmpty {
            members.append(("warnings", try json(outcome.warnings.map(WarningMember.init))))
        }
        members.append(("logs", try json(outcome.logs.map(LogMember.init))))
        members.append(("report", try json(ReportMember(outcome.report))))
        return members
    }

    private func json(_ value: some Encodable) throws -> [UInt8] { try JSONMembers.json(value) }
}

/// Puts JSON objects together of members some of which are JSON text already.
package enum JSONMembers {
    /// A member's name, which needs no escapes, and its value as JSON text in UTF-8.
    package typealias Member = (name: String, json: [UInt8])

    /// Writes an object.
    package static func object(_ members: [Member]) -> [UInt8] {
        var object: [UInt8] = []
        for (name, json) in members {
            object += (object.isEmpty ? "{\"\(name)\":" : ",\"\(name)\":").utf8
            object += json
        }
        return object.isEmpty ? Array("{}".utf8) : object + "}".utf8
    }

    /// Writes an array of values that are JSON text already.
    package static func array(_ values: [[UInt8]]) -> [UInt8] {
        Array("[".utf8) + values.joined(separator: ",".utf8) + "]".utf8
    }

    /// Writes a value.
    package static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return try Array(encoder.encode(value))
    }
}

extension InvocationOutcome {
    /// Whether the answer can stand in an envelope: one that is not even JSON cannot.
    fileprivate var resultIsJSON: Bool { refusal?.rule.id != "result.json" }

    /// The handler's answer on one line.
    ///
    /// Outside of its strings JSON has newlines only where a space would do.
    package var resultLine: [UInt8]? {
        result?.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }
}

/// A failure with the platform's names for its trace.
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

    init(_ refusal: Refusal) {
        status = refusal.status
        rule = refusal.rule.id
        message = refusal.message
        log = refusal.log
    }
}

private struct WarningMember: Encodable {
    let rule: String
    let message: String

    init(_ warning: Warning) {
        rule = warning.rule.id
        message = warning.message
    }
}

private struct LogMember: Encodable {
    let timestamp: String
    let stream: String
    let message: String

    init(_ entry: LogEntry) {
        timestamp = WallClock.timestamp(epochMilliseconds: entry.epochMilliseconds)
        stream = entry.stream.rawValue
        message = entry.message
    }
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

extension Duration {
    /// Milliseconds to the microsecond.
    package var roundedMilliseconds: Double { (milliseconds * 1000).rounded() / 1000 }
}

public import CloudFrontEvents

/// The outcome of an invocation: the handler's result with CloudFront's verdict, or a failure; the logs; the report.
///
/// ## Usage
///
/// ``response`` and ``request`` are nil unless CloudFront accepts the result, so a test asks for what it wants. A failed
/// expectation prints ``description``.
///
/// ```swift
/// func redirects(_ outcome: InvocationOutcome) -> Bool {
///     outcome.response?.status.code == 302
/// }
///
/// func explain(_ outcome: InvocationOutcome) -> String {
///     switch outcome.kind {
///     case .accepted: "\(outcome.warnings.count) warnings"
///     case .refused: outcome.refusal?.message ?? ""
///     default: outcome.failure?.errorMessage ?? ""
///     }
/// }
/// ```
public struct InvocationOutcome: Sendable {
    /// The ways in which an invocation can end, named as on the command line.
    public enum Kind: String, Sendable, CaseIterable {
        /// CloudFront accepts the result.
        case accepted
        /// The handler returned a result that CloudFront refuses.
        case refused
        /// The handler threw or rejected, was not found, or its module does not load.
        case failed
        /// The invocation exceeded its timeout.
        case timedOut = "timed-out"
        /// The handler exceeded its memory.
        case outOfMemory = "out-of-memory"
        /// The handler ended its process: an exit, an abort, a signal.
        case crashed
        /// The function was at its concurrency limit.
        case throttled
    }

    /// The way in which the invocation ended.
    public package(set) var kind: Kind

    /// The failure, for every kind but ``Kind/accepted`` and ``Kind/refused``.
    public package(set) var failure: HandlerFailure?

    /// The reason for a refusal, for ``Kind/refused``.
    public package(set) var refusal: Refusal?

    /// Likely mistakes in a result that CloudFront accepts.
    public package(set) var warnings: [Warning] = []

    /// Durations, memory and identifiers of the invocation.
    public package(set) var report: InvocationReport

    /// The handler's result as it left the interpreter; nil when there is none.
    package var encodedResult: EncodedResult?

    /// The result that CloudFront accepts, once ``judge(by:for:)`` has accepted it.
    package var handlerResult: HandlerResult?

    /// The log lines of the function and of the platform.
    package var transcript: InvocationTranscript

    /// Creates an outcome that a scripted backend returns.
    ///
    /// The result is JSON text in UTF-8; with ``Kind/accepted``, the caller still judges it.
    public init(
        kind: Kind,
        result: [UInt8]? = nil,
        failure: HandlerFailure? = nil,
        logs: [LogEntry] = [],
        report: InvocationReport
    ) {
        self.init(
            kind: kind,
            encodedResult: result.map { .text($0) },
            failure: failure,
            transcript: InvocationTranscript(lines: logs),
            report: report
        )
    }

    /// Creates an outcome whose result has not been judged yet.
    package init(
        kind: Kind,
        encodedResult: EncodedResult?,
        failure: HandlerFailure?,
        transcript: InvocationTranscript,
        report: InvocationReport
    ) {
        self.kind = kind
        self.encodedResult = encodedResult
        self.failure = failure
        self.transcript = transcript
        self.report = report
    }

    /// The response that CloudFront goes on with: generated for a request event, or that of a response event.
    public var response: EdgeResponse? {
        switch handlerResult {
        case .response(let response), .generated(let response): response
        case .request, nil: nil
        }
    }

    /// The request that CloudFront goes on with.
    public var request: EdgeRequest? {
        if case .request(let request) = handlerResult { request } else { nil }
    }

    /// The handler's result as JSON text in UTF-8, whatever the verdict; nil when there is none.
    public var result: [UInt8]? { encodedResult?.json }

    /// The log lines of the function and of the platform, in order.
    public var logs: [LogEntry] { transcript.entries(of: report) }

    /// Applies CloudFront's rules to the result of an ``Kind/accepted`` outcome; does nothing to others.
    package mutating func judge(by judge: Judge, for event: CloudFrontEvent) {
        guard kind == .accepted, let encodedResult else { return }
        let verdict =
            switch encodedResult {
            case .text(let text): judge.verdict(on: text, for: event)
            case .tape(let tape, _): judge.verdict(on: tape, for: event)
            }
        switch verdict {
        case .accepted(let result, let warnings):
            handlerResult = result
            self.warnings = warnings
        case .refused(let refusal):
            kind = .refused
            self.refusal = refusal
        }
    }
}

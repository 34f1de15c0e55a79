public import CloudFrontEvents

/// What became of one invocation: what the handler answered or how it failed, what it logged, what it took.
public struct InvocationOutcome: Sendable {
    /// The ways in which an invocation can end, named as on the command line.
    public enum Kind: String, Sendable, CaseIterable {
        /// CloudFront would take the result.
        case accepted
        /// The handler answered, and CloudFront would not take the answer.
        case refused
        /// An exception, a rejection, a handler that is not there, a module that does not load.
        case failed
        /// The handler's time was up.
        case timedOut = "timed-out"
        /// The handler wanted more memory than it may have.
        case outOfMemory = "out-of-memory"
        /// The handler ended its process: an exit, an abort, a signal.
        case crashed
        /// The function runs as often at once as it may.
        case throttled
    }

    /// How the invocation ended.
    public var kind: Kind

    /// The handler's answer; `nil` when there is none.
    public var answer: HandlerAnswer?

    /// What CloudFront would go on with, for ``Kind/accepted`` once the answer was judged.
    public var accepted: HandlerResult?

    /// The failure, for every kind but ``Kind/accepted`` and ``Kind/refused``.
    public var failure: HandlerFailure?

    /// Why CloudFront would not take the result, for ``Kind/refused``.
    public var refusal: Refusal?

    /// What CloudFront would take, though nobody has promised that it does.
    public var warnings: [Warning] = []

    /// What the function and the platform wrote.
    public var transcript: InvocationTranscript

    /// What the invocation took.
    public var report: InvocationReport

    /// Describes what became of an invocation; the answer is not judged yet.
    public init(
        kind: Kind,
        answer: HandlerAnswer? = nil,
        failure: HandlerFailure? = nil,
        refusal: Refusal? = nil,
        transcript: InvocationTranscript,
        report: InvocationReport
    ) {
        self.kind = kind
        self.answer = answer
        self.failure = failure
        self.refusal = refusal
        self.transcript = transcript
        self.report = report
    }

    /// The handler's answer as JSON text in UTF-8; `nil` when there is none.
    public var result: [UInt8]? { answer?.json }

    /// What the function and the platform wrote, in order.
    public var logs: [LogEntry] { transcript.entries(of: report) }

    /// Judges an accepted answer as CloudFront would, and tells what it said; other outcomes stay as they are.
    public mutating func judge(by judge: Judge, for event: CloudFrontEvent) {
        guard kind == .accepted, let answer else { return }
        let verdict =
            switch answer {
            case .text(let text): judge.verdict(on: text, for: event)
            case .tape(let tape, _): judge.verdict(on: tape, for: event)
            }
        switch verdict {
        case .accepted(let result, let warnings):
            accepted = result
            self.warnings = warnings
        case .refused(let refusal):
            kind = .refused
            self.refusal = refusal
        }
    }
}

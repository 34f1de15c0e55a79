/// CloudFront's decision on a handler's result.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// let event = try EventBuilder(.viewerRequest).event()
/// var request = event.request
/// request.uri = "no-slash"
/// let verdict = Judge().verdict(on: .request(request), for: event)
/// if case .refused(let refusal) = verdict {
///     print(refusal.status, refusal.rule.id)  // 502 request.uri-slash
/// }
/// ```
public enum Verdict: Sendable, Hashable {
    /// CloudFront would accept the result; warnings name likely mistakes, such as changes without effect.
    case accepted(HandlerResult, warnings: [Warning])
    /// The viewer would see an error page.
    case refused(Refusal)
}

/// The reason why CloudFront would not accept a result.
public struct Refusal: Error, Sendable, Hashable {
    /// The viewer's status: 502 for every validation error (A18:lambda-edge-testing-debugging).
    public let status = 502
    /// The rule that was broken.
    public let rule: Rule
    /// The sentence on the error page.
    public let message: String
    /// The log line from `Validation error:` on; CloudFront writes `(<request id>) ERROR ` before it.
    public let log: String

    init(_ rule: Rule, _ details: KeyValuePairs<String, String> = [:]) {
        self.rule = rule
        message = rule.texts?.page.filled(details) ?? rule.summary
        log = rule.texts?.log?.filled(details) ?? "Validation error: \(message)"
    }
}

/// A likely mistake in a result that CloudFront would accept.
public struct Warning: Sendable, Hashable {
    /// The rule that the result breaks.
    public let rule: Rule
    /// The finding in one sentence.
    public let message: String

    init(of refusal: Refusal) {
        rule = refusal.rule
        message = Warning.sentence(of: refusal.message)
    }

    /// Returns a page's sentence without the lead about the failed validation.
    static func sentence(of page: String) -> String {
        guard page.hasPrefix("The Lambda function"), let lead = page.firstRange(of: ": ") else { return page }
        return String(page[lead.upperBound...])
    }
}

/// Decides where the platform's documentation leaves a choice (docs/platform.md, "Choices").
public enum Strictness: String, CaseIterable, Sendable {
    /// Refuses every questionable result.
    case strict
    /// Makes the choices of docs/platform.md.
    case standard
    /// Accepts every questionable result, with warnings.
    case lenient
}

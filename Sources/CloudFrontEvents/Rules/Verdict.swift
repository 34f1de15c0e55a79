/// Says whether CloudFront would take what a handler returned.
public enum Verdict: Sendable, Hashable {
    /// CloudFront would take it; the result is as returned, and warnings name what has no effect in it.
    case accepted(HandlerResult, warnings: [Warning])
    /// The viewer would see an error page.
    case refused(Refusal)
}

/// Why CloudFront would not take a result.
public struct Refusal: Error, Sendable, Hashable {
    /// The status that the viewer sees: 502 for every validation error (A18:lambda-edge-testing-debugging).
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

/// What is likely a mistake in a result that CloudFront would take.
public struct Warning: Sendable, Hashable {
    /// The rule that it is about.
    public let rule: Rule
    /// What was found, in one sentence.
    public let message: String

    init(of refusal: Refusal) {
        rule = refusal.rule
        message = Warning.sentence(of: refusal.message)
    }

    /// A page's sentence without the lead that says that the result failed.
    static func sentence(of page: String) -> String {
        guard page.hasPrefix("The Lambda function"), let lead = page.firstRange(of: ": ") else { return page }
        return String(page[lead.upperBound...])
    }
}

/// Chooses where the platform's documentation leaves a choice (the digest's section 7).
public enum Strictness: String, CaseIterable, Sendable {
    /// Refuse whatever may be refused.
    case strict
    /// The choice that the digest made.
    case section7
    /// Take whatever may be taken.
    case lenient
}

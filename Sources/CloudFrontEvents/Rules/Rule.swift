/// A requirement of Lambda@Edge on a function or its result, with its source and CloudFront's texts.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// for rule in RuleCatalogue.all where rule.events == [.viewerRequest] {
///     print(rule.id, rule.summary, rule.source)
/// }
/// ```
public struct Rule: Sendable, Hashable, Identifiable {
    /// Consequences of breaking a rule.
    public enum Enforcement: String, Sendable {
        /// A refusal.
        case refused
        /// A refusal; with ``Strictness/lenient``, a warning.
        case refusedUnlessLenient = "refused, lenient: warned"
        /// A warning; with ``Strictness/strict``, a refusal.
        case warnedUnlessStrict = "warned, strict: refused"
        /// A warning.
        case warned
        /// None: the rule describes what is allowed, or what the edge does.
        case allowed
    }

    /// The rule's name, such as `headers.read-only`.
    public let id: String
    /// The events that the rule applies to.
    public let events: [EventType]
    /// The requirement in one sentence.
    public let summary: String
    /// CloudFront's texts when the rule is broken; nil if it cannot be broken.
    public let texts: Texts?
    /// The rule's sources, in the codes of docs/platform.md, "Sources"; `INF` for a rule without any.
    public let source: String
    /// The consequence of breaking the rule.
    public let enforcement: Enforcement
    /// The number of the choice in docs/platform.md, "Choices", that this rule implements.
    public let choice: Int?

    init(
        _ id: String,
        in events: [EventType] = EventType.allCases,
        _ summary: String,
        says texts: Texts? = nil,
        _ enforcement: Enforcement = .refused,
        source: String = "INF",
        choice: Int? = nil
    ) {
        self.id = id
        self.events = events
        self.summary = summary
        self.texts = texts
        self.source = source
        self.enforcement = texts == nil ? .allowed : enforcement
        self.choice = choice
    }
}

extension Rule {
    /// The events of the rules for requests, bodies and generated responses.
    static let requestEvents: [EventType] = [.viewerRequest, .originRequest]

    /// A sentence of CloudFront; parts in braces are placeholders.
    public struct Text: Sendable, Hashable {
        /// The sentence with its placeholders.
        public let template: String
        /// The source that quotes CloudFront's own words, in the codes of docs/platform.md, "Sources"; nil for a
        /// sentence of ours in the same form.
        public let source: String?
        /// True for CloudFront's own words.
        public var isSeen: Bool { source != nil }

        /// Makes a text of CloudFront's own words.
        static func seen(_ template: String, in source: String) -> Text {
            Text(template: template, source: source)
        }

        /// Makes a text of our own.
        static func ours(_ template: String) -> Text { Text(template: template, source: nil) }

        /// Replaces the placeholders by details.
        func filled(_ details: KeyValuePairs<String, String>) -> String {
            var text = ""
            var rest = template[...]
            while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
                text += rest[..<open]
                let name = rest[rest.index(after: open)..<close]
                let detail = details.first { $0.key == name }?.value.onOneLine ?? ""
                // A sentence of ours shows that a value is empty.
                text += detail.isEmpty && !isSeen ? "\"\"" : detail
                rest = rest[rest.index(after: close)...]
            }
            return text + rest
        }
    }

    /// A sentence for the viewer's error page and a line for CloudFront's log.
    public struct Texts: Sendable, Hashable {
        /// The sentence on the error page, or in the API's response to a deployment.
        public let page: Text
        /// The log line from `Validation error:` on; nil for rules of deployment.
        public let log: Text?

        /// Makes our own texts of a clause, in CloudFront's form.
        static func ours(
            _ clause: String,
            page: String = "The Lambda function result failed validation",
            log: String = "Lambda function result failed validation"
        ) -> Texts {
            let sentence = clause.prefix(1).uppercased() + clause.dropFirst()
            return Texts(
                page: .ours("\(page): \(sentence)."),
                log: .ours("Validation error: \(log), \(clause).")
            )
        }

        /// Makes the text of an API response that was seen.
        static func seen(response: String, in source: String) -> Texts {
            Texts(page: .seen(response, in: source), log: nil)
        }

        /// Makes our own text of an API response.
        static func ours(response: String) -> Texts {
            Texts(page: .ours(response), log: nil)
        }
    }
}

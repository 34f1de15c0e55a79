/// One thing that Lambda@Edge asks of a result or of a function: what, where, from which source, in which words.
public struct Rule: Sendable, Hashable, Identifiable {
    /// What follows when the rule is broken.
    public enum Enforcement: String, Sendable {
        /// A refusal.
        case refused
        /// A refusal; a warning with ``Strictness/lenient``.
        case refusedUnlessLenient = "refused, lenient: warned"
        /// A warning; a refusal with ``Strictness/strict``.
        case warnedUnlessStrict = "warned, strict: refused"
        /// A warning.
        case warned
        /// Nothing: the rule says what is allowed, or what the edge does by itself.
        case allowed
    }

    /// The name by which findings and this project's documentation call it, such as `headers.read-only`.
    public let id: String
    /// The events that it applies to.
    public let events: [EventType]
    /// What it asks, in one sentence.
    public let summary: String
    /// What CloudFront says when it is broken; nil where nothing can break it.
    public let texts: Texts?
    /// Where the rule is written, in the codes of the platform digest.
    public let source: String
    /// What follows when it is broken.
    public let enforcement: Enforcement
    /// The row of the digest's open questions (section 7) that this rule decides.
    public let choice: Int?

    init(
        _ id: String,
        in events: [EventType] = EventType.allCases,
        _ summary: String,
        says texts: Texts? = nil,
        _ enforcement: Enforcement = .refused,
        source: String,
        choice: Int? = nil
    ) {
        self.id = id
        self.events = events
        self.summary = summary
        self.texts = texts
        self.source = source
        self.enforcement = enforcement
        self.choice = choice
    }
}

extension Rule {
    /// A sentence of CloudFront's; parts in braces are filled in.
    public struct Text: Sendable, Hashable {
        /// The sentence.
        public let template: String
        /// Whether it was seen in the wild; else it is ours, in the form of those that were.
        public let isSeen: Bool

        /// Puts the details in the place of the parts in braces.
        func filled(_ details: KeyValuePairs<String, String>) -> String {
            var text = ""
            var rest = template[...]
            while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
                text += rest[..<open]
                let name = rest[rest.index(after: open)..<close]
                text += details.first { $0.key == name }?.value.onOneLine ?? ""
                rest = rest[rest.index(after: close)...]
            }
            return text + rest
        }
    }

    /// The sentence on the page that the viewer sees, and the line in CloudFront's log.
    public struct Texts: Sendable, Hashable {
        /// The sentence on the error page, or of the API's answer.
        public let page: Text
        /// The line in the log, from `Validation error:` on; nil for rules of deployment.
        public let log: Text?

        /// A page that was seen; the log line is ours.
        static func seen(page: String, log: String) -> Texts {
            Texts(page: Text(template: page, isSeen: true), log: Text(template: log, isSeen: false))
        }

        /// A log line that was seen; the page is ours.
        static func seen(log: String, page: String) -> Texts {
            Texts(page: Text(template: page, isSeen: false), log: Text(template: log, isSeen: true))
        }

        /// Both were seen.
        static func seen(pageAndLog: (String, String)) -> Texts {
            Texts(
                page: Text(template: pageAndLog.0, isSeen: true),
                log: Text(template: pageAndLog.1, isSeen: true)
            )
        }

        /// Both are ours: a clause in the form of those that were seen.
        static func ours(_ clause: String) -> Texts {
            let sentence = clause.prefix(1).uppercased() + clause.dropFirst()
            return Texts(
                page: Text(
                    template: "The Lambda function result failed validation: \(sentence).",
                    isSeen: false
                ),
                log: Text(
                    template: "Validation error: Lambda function result failed validation, \(clause).",
                    isSeen: false
                )
            )
        }

        /// An answer of the API at deployment that was seen.
        static func seen(answer: String) -> Texts {
            Texts(page: Text(template: answer, isSeen: true), log: nil)
        }

        /// An answer at deployment in our words.
        static func ours(answer: String) -> Texts {
            Texts(page: Text(template: answer, isSeen: false), log: nil)
        }
    }
}

/// Lists every rule, in the order of the platform digest's sections.
public enum RuleCatalogue {
    /// Every rule.
    public static var all: [Rule] { sections.flatMap(\.rules) }

    static let sections: [(title: String, rules: [Rule])] = [
        ("What a result is (2.1, 2.2)", Rule.resultSection),
        ("Requests (2.3)", Rule.requestSection),
        ("Headers (2.4)", Rule.headerSection),
        ("Read-only headers (2.5, 2.6)", Rule.readOnlySection),
        ("Origins (2.7)", Rule.originSection),
        ("Request bodies (2.8)", Rule.bodySection),
        ("Generated responses (2.9)", Rule.generatedSection),
        ("Origin responses (2.10)", Rule.originResponseSection),
        ("Viewer responses (2.11)", Rule.viewerResponseSection),
        ("Association (2.12)", Rule.associationSection),
        ("Limits (3.1, 3.2)", Rule.limitSection),
        ("Runtimes and handlers (3.3)", Rule.runtimeSection),
        ("Other choices (7)", Rule.outcomeSection),
    ]

    /// Renders the catalogue as the text of `docs/rules.md`.
    public static func markdown() -> String {
        var text = """
            # Rules

            Every rule that Brink knows, generated from the code: do not edit this page.

            A text marked *seen* is CloudFront's own, word for word; one marked *ours* follows the same form. \
            Parts in braces are filled in. The log line stands after `(<request id>) ERROR `. \
            Sources are explained at the end.

            """
        for section in sections {
            text += "\n## \(section.title)\n"
            for rule in section.rules { text += "\n" + entry(rule) }
        }
        return text + "\n" + legend
    }

    private static func entry(_ rule: Rule) -> String {
        var lines = ["### `\(rule.id)`", "", rule.summary, ""]
        let events =
            rule.events.count == EventType.allCases.count
            ? "all" : rule.events.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        lines.append("- Events: \(events)")
        lines.append("- When broken: \(rule.enforcement.rawValue)")
        lines += texts(of: rule)
        lines.append("- Source: \(rule.source)")
        if let choice = rule.choice { lines.append("- Decides open question \(choice)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func texts(of rule: Rule) -> [String] {
        guard let texts = rule.texts else { return [] }
        guard rule.enforcement != .warned else {
            return ["- Warning: `\(Warning.sentence(of: texts.page.template))`"]
        }
        guard let log = texts.log else {
            return ["- Answer (\(origin(texts.page))): `\(texts.page.template)`"]
        }
        return [
            "- Page (\(origin(texts.page))): `\(texts.page.template)`",
            "- Log (\(origin(log))): `\(log.template)`",
        ]
    }

    private static func origin(_ text: Rule.Text) -> String { text.isSeen ? "seen" : "ours" }

    private static let legend = """
        ## Sources

        DOC is said by AWS documentation, OBS was seen in the wild, INF is an inference. \
        `A:page` is the CloudFront developer guide of 2023, `A17:` and `A18:` that of 2017 and 2018, `C:`, `H:` and \
        `M:` copies of 2025 and 2026; `L:` is the Lambda developer guide; `I:owner/repository#n` is an issue there.

        """
}

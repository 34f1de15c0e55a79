import Brink
import CloudFrontEvents
import HandlerRuntime
import Testing

/// A handler that does what it should not, or goes just as far as it may, and what must come of it.
struct Misuse: Sendable, CustomTestStringConvertible {
    /// What must become of an invocation.
    enum Outcome: Sendable {
        /// CloudFront takes it, with warnings about the rules of these names.
        case accepted(warnings: [String] = [])
        /// CloudFront answers 502, with the rule of this name.
        case refused(String)
        /// There is no answer, and CloudFront answers 503.
        case ended(InvocationOutcome.Kind, String)

        static let accepted = Outcome.accepted()
    }

    let testDescription: String
    let type: EventType
    let handlers: Twins
    let node: Outcome
    let python: Outcome

    /// A handler in each language, written out.
    init(
        _ what: String,
        in type: EventType = .viewerRequest,
        handlers: Twins,
        node: Outcome,
        python: Outcome
    ) {
        testDescription = "\(what) in \(type.rawValue)"
        self.type = type
        self.handlers = handlers
        self.node = node
        self.python = python
    }

    /// A handler in each language, written out, with one outcome.
    init(_ what: String, handlers: Twins, _ outcome: Outcome) {
        self.init(what, handlers: handlers, node: outcome, python: outcome)
    }

    /// Statements for each language, between what the handler is given and what it returns in the end.
    ///
    /// There are `request`, `response`, `text(n)` for that many letters, and `size(headers)`.
    init(
        _ what: String,
        in type: EventType = .viewerRequest,
        node: String,
        python: String,
        _ outcome: Outcome
    ) {
        let result = type.isRequest ? "request" : "response"
        let twins = Twins(
            node: """
                const text = (length) => 'A'.repeat(length)
                const size = (headers) => Object.entries(headers)
                    .flatMap(([name, entries]) => entries.map(({ value }) => name.length + value.length))
                    .reduce((sum, length) => sum + length, 0)
                exports.handler = async (event) => {
                    const { request, response } = event.Records[0].cf
                    \(node)
                    return \(result)
                }
                """,
            python: """
                def text(length): return 'A' * length
                def size(headers):
                    return sum(len(name) + len(entry['value']) for name in headers for entry in headers[name])
                def handler(event, context):
                    cf = event['Records'][0]['cf']
                    request, response = cf['request'], cf.get('response')
                    \(python)
                    return \(result)
                """
        )
        self.init(what, in: type, handlers: twins, node: outcome, python: outcome)
    }

    /// Statements that mean the same in both languages.
    init(_ what: String, in type: EventType = .viewerRequest, _ statements: String, _ outcome: Outcome) {
        self.init(what, in: type, node: statements, python: statements, outcome)
    }

    /// Runs the handler and holds what became of it against what must.
    func check(in language: Language, timeout: Duration) async throws {
        let event = try EventBuilder(type).body("a=1".utf8).event()
        let outcome = try await withFunction(
            handlers.source(language),
            runtime: language.exampleRuntime,
            timeout: timeout,
            on: judgingHost
        ) { function in
            try await function.invoke(event)
        }
        let expected =
            switch language {
            case .node: node
            case .python: python
            }
        switch expected {
        case .accepted(let warnings): outcome.expectAccepted(warnings: warnings)
        case .refused(let rule): outcome.expectRefused(by: rule)
        case .ended(let kind, let type): outcome.expectEnd(kind, type: type)
        }
    }
}

import Brink
import CloudFrontEvents
import Invocations
import Testing

/// A handler that breaks a rule or stays just within it, with the expected outcome.
struct Misuse: Sendable, CustomTestStringConvertible {
    /// The expected outcome of an invocation.
    enum Outcome: Sendable {
        /// CloudFront accepts the result, with warnings about these rules.
        case accepted(warnings: [String] = [])
        /// CloudFront answers 502 because of this rule.
        case refused(String)
        /// There is no result, and CloudFront answers 503.
        case ended(InvocationOutcome.Kind, String)

        static let accepted = Outcome.accepted()
    }

    let testDescription: String
    let type: EventType
    let handlers: Twins
    let node: Outcome
    let python: Outcome

    /// Creates a case from a complete handler in each language.
    init(
        _ name: String,
        in type: EventType = .viewerRequest,
        handlers: Twins,
        node: Outcome,
        python: Outcome
    ) {
        testDescription = "\(name) in \(type.rawValue)"
        self.type = type
        self.handlers = handlers
        self.node = node
        self.python = python
    }

    /// Creates a case from a complete handler in each language, with one outcome.
    init(_ name: String, handlers: Twins, _ outcome: Outcome) {
        self.init(name, handlers: handlers, node: outcome, python: outcome)
    }

    /// Creates a case from statements in each language, which run before the handler returns its request or response.
    ///
    /// They can use `request`, `response`, `text(n)` for n letters, and `size(headers)`.
    init(
        _ name: String,
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
        self.init(name, in: type, handlers: twins, node: outcome, python: outcome)
    }

    /// Creates a case from statements that are valid in both languages.
    init(_ name: String, in type: EventType = .viewerRequest, _ statements: String, _ outcome: Outcome) {
        self.init(name, in: type, node: statements, python: statements, outcome)
    }

    /// Runs the handler and checks the outcome.
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

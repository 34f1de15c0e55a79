import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import Testing

/// One of the platform's 18 official examples, as handlers of our own in a folder of fixtures.
struct OfficialExample: Sendable {
    let folder: String

    init(_ folder: String) { self.folder = folder }

    /// The handler's file, run under a name that it exports.
    func file(_ language: Language, export: String = "handler") -> FunctionDefinition.Source {
        .file(path(language), export: export)
    }

    /// The handler with a source of chance that always gives the same, from 0 to 1.
    func file(_ language: Language, withChance chance: Double) throws -> FunctionDefinition.Source {
        let prelude =
            switch language {
            case .node: "Math.random = () => \(chance);"
            case .python: "import random; random.random = lambda: \(chance)\n"
            }
        let handler = try String(contentsOf: URL(filePath: path(language)), encoding: .utf8)
        return .text(prelude + handler, path: path(language), export: "handler")
    }

    private func path(_ language: Language) -> String {
        let file =
            switch language {
            case .node: "handler.js"
            case .python: "handler.py"
            }
        return URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/examples/\(folder)/\(file)").standardizedFileURL
            .path(percentEncoded: false)
    }
}

extension Language {
    /// The runtime that the examples are declared for: most take a callback, which nodejs24.x no longer gives.
    var exampleRuntime: String? {
        switch self {
        case .node: "nodejs18.x"
        case .python: nil
        }
    }
}

/// The host of the suites that ask for CloudFront's verdict.
let judgingHost = HandlerHost(judge: Judge())

/// One row of the digest's table (section 6): an event for an example, and what must come of it.
struct ExampleRow: Sendable, CustomTestStringConvertible {
    /// What must become of an invocation.
    enum Outcome: Sendable {
        /// CloudFront takes what the event gave, changed like this and in no other way.
        case changed(@Sendable (inout JSONValue) -> Void)
        /// CloudFront takes exactly this.
        case returned(JSONValue)
        /// CloudFront answers 502, with the rule of this name.
        case refused(String)
        /// The handler fails with this type, and CloudFront answers 503.
        case failed(String)

        static let unchanged = Outcome.changed { _ in }

        static func redirected(to location: String) -> Outcome {
            .returned([
                "status": "302", "statusDescription": "Found",
                "headers": ["location": .header("Location", location)],
            ])
        }
    }

    let testDescription: String
    let example: OfficialExample
    let export: String
    let event: EventBuilder
    let warnings: [String]
    let node: Outcome
    let python: Outcome

    /// A row whose outcome depends on the language.
    init(
        _ number: String,
        _ folder: String,
        export: String = "handler",
        _ event: EventBuilder,
        warnings: [String] = [],
        node: Outcome,
        python: Outcome
    ) {
        testDescription = "\(number) \(folder)"
        example = OfficialExample(folder)
        self.export = export
        self.event = event
        self.warnings = warnings
        self.node = node
        self.python = python
    }

    /// A row with one outcome in every language.
    init(
        _ number: String,
        _ folder: String,
        export: String = "handler",
        _ event: EventBuilder,
        warnings: [String] = [],
        _ outcome: Outcome
    ) {
        self.init(
            number,
            folder,
            export: export,
            event,
            warnings: warnings,
            node: outcome,
            python: outcome
        )
    }

    /// Runs the example and holds what became of it against the row.
    func check(in language: Language) async throws {
        let event = try event.event()
        let outcome = try await withFunction(
            example.file(language, export: export),
            runtime: language.exampleRuntime,
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
        case .changed(let change):
            var value = try event.givenResult
            change(&value)
            try outcome.expectAccepted(value, warnings: warnings)
        case .returned(let value): try outcome.expectAccepted(value, warnings: warnings)
        case .refused(let rule): outcome.expectRefused(by: rule)
        case .failed(let type): outcome.expectEnd(.failed, type: type)
        }
    }
}

extension CloudFrontEvent {
    /// What a handler returns that changes nothing: the request or the response, as the event gives it.
    var givenResult: JSONValue {
        get throws {
            let record = try JSONValue(json: json())["Records"]?[0]?["cf"]
            return try #require(record?[type.isRequest ? "request" : "response"])
        }
    }
}

extension InvocationOutcome {
    func expectAccepted(_ value: JSONValue, warnings: [String] = []) throws {
        expectAccepted(warnings: warnings)
        #expect(try JSONValue(json: result ?? []) == value)
    }

    func expectAccepted(warnings expected: [String] = []) {
        #expect(kind == .accepted, "\(summary)")
        #expect(warnings.map(\.rule.id) == expected)
    }

    func expectRefused(by rule: String) {
        #expect(kind == .refused, "\(summary)")
        #expect(refusal?.rule.id == rule)
        #expect(refusal?.status == 502)
        #expect(failure == nil)
    }

    func expectEnd(_ end: Kind, type: String) {
        #expect(kind == end, "\(summary)")
        #expect(failure?.errorType == type)
        #expect(result == nil)
        #expect(refusal == nil)
    }

    /// What explains an outcome that was not expected.
    private var summary: String {
        [failure.map { "\($0.errorType): \($0.errorMessage)" }, refusal?.message, String(text.prefix(400))]
            .compactMap(\.self).joined(separator: "\n")
    }
}

import Brink
import CloudFrontEvents
import FoundationEssentials
import Invocations
import Testing

/// One of the platform's 18 official examples, as our own handlers in a folder of fixtures.
struct OfficialExample: Sendable {
    let folder: String

    init(_ folder: String) { self.folder = folder }

    /// Returns the handler's file with the export to run.
    func file(_ language: Language, export: String = "handler") -> FunctionDefinition.Source {
        .file(path(language), export: export)
    }

    /// Returns the handler with a random source that always returns the same number, from 0 to 1.
    ///
    /// In Python the name in the handler's own module is rebound, because functions share `random` itself.
    func file(_ language: Language, withChance chance: Double) throws -> FunctionDefinition.Source {
        let handler = try String(contentsOf: URL(filePath: path(language)), encoding: .utf8)
        let fixed =
            switch language {
            case .node: "Math.random = () => \(chance)"
            case .python: "class random: random = staticmethod(lambda: \(chance))"
            }
        return .text("\(handler)\n\(fixed)\n", path: path(language), export: "handler")
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
    /// The declared runtime: most examples use a callback, which nodejs24.x no longer passes.
    var exampleRuntime: String? {
        switch self {
        case .node: "nodejs18.x"
        case .python: nil
        }
    }
}

/// The host of the suites that check CloudFront's verdict.
let judgingHost = HandlerHost(judge: Judge())

/// An event for an example, with the expected outcome.
struct ExampleRow: Sendable, CustomTestStringConvertible {
    /// The expected outcome of an invocation.
    enum Outcome: Sendable {
        /// CloudFront accepts the event's request or response with exactly this change.
        case changed(@Sendable (inout JSONValue) -> Void)
        /// CloudFront accepts exactly this.
        case returned(JSONValue)
        /// CloudFront answers 502 because of this rule.
        case refused(String)
        /// The handler fails with this error type, and CloudFront answers 503.
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

    /// Creates a row whose outcome depends on the language.
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

    /// Creates a row with one outcome in both languages.
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

    /// Runs the example and checks the outcome.
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
    /// The result of a handler that changes nothing: the event's request or response.
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
        #expect(kind == .accepted, "\(self)")
        #expect(warnings.map(\.rule.id) == expected)
    }

    func expectRefused(by rule: String) {
        #expect(kind == .refused, "\(self)")
        #expect(refusal?.rule.id == rule)
        #expect(refusal?.status == 502)
        #expect(failure == nil)
    }

    func expectEnd(_ end: Kind, type: String) {
        #expect(kind == end, "\(self)")
        #expect(failure?.errorType == type)
        #expect(result == nil)
        #expect(refusal == nil)
    }
}

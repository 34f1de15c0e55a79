import Brink
import CloudFrontEvents
import FoundationEssentials
import Invocations
import Testing

/// A language of the contract suite.
typealias Language = RuntimeIdentifier.Language

/// A language and an isolation: the contract suite runs the same tests for each.
struct Variant: Sendable, CustomTestStringConvertible {
    let language: Language
    let isolation: Isolation

    static let all = Isolation.allCases.flatMap { isolation in
        Language.allCases.map { Variant(language: $0, isolation: isolation) }
    }

    var testDescription: String { "\(language.rawValue), \(isolation.rawValue)" }
}

/// A handler in each language with the same behavior, so that one test body covers both.
struct Twins: Sendable {
    let node: String
    let python: String

    /// Returns the source in a language, to run as if from a file.
    func source(_ language: Language) -> FunctionDefinition.Source {
        switch language {
        case .node: .text(node, path: "/var/task/index.js")
        case .python: .text(python, path: "/var/task/index.py")
        }
    }
}

/// The host that the tests share, because interpreters start once per process.
///
/// It has no judge: verdicts are tested in another suite.
let sharedHost = HandlerHost(judge: nil, concurrency: 1000, waitLimit: .seconds(600))

/// A function that is loaded for one test.
struct LoadedFunction {
    let address: FunctionAddress
    let host: HandlerHost

    @discardableResult
    func invoke(
        _ event: CloudFrontEvent? = nil,
        start: InstanceStart = .warmIfPossible
    ) async throws -> InvocationOutcome {
        try await host.invoke(address, with: event ?? EventBuilder(.viewerRequest).event(), start: start)
    }
}

/// Loads a function for a test, and removes it afterwards.
///
/// Its timeout is long, so that on a busy machine only tests about time can fail.
func withFunction<Result>(
    _ source: FunctionDefinition.Source,
    in isolation: Isolation = .inProcess,
    runtime: String? = nil,
    memoryMB: Int = 128,
    timeout: Duration = .seconds(30),
    region: String = "us-east-1",
    on host: HandlerHost = sharedHost,
    _ body: (LoadedFunction) async throws -> Result
) async throws -> Result {
    let definition = FunctionDefinition(
        source,
        runtime: try runtime.map { try #require(RuntimeIdentifier($0)) },
        memoryMB: memoryMB,
        timeout: timeout,
        region: region,
        isolation: isolation
    )
    let address = try await host.load(definition)
    do {
        let result = try await body(LoadedFunction(address: address, host: host))
        try await host.remove(address)
        return result
    } catch {
        try await host.remove(address)
        throw error
    }
}

extension InvocationOutcome {
    /// The result as text.
    var text: String { String(decoding: result ?? [], as: UTF8.self) }

    /// The function's log lines, without the platform's.
    var functionLog: [String] { logs.filter { $0.stream != .platform }.map(\.message) }

    /// The platform's log lines.
    var platformLog: [String] { logs.filter { $0.stream == .platform }.map(\.message) }

    /// Decodes a member of the result.
    func member<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let members = try JSONDecoder().decode([String: Value].self, from: Data(result ?? []))
        return try #require(members[name])
    }
}

import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import Testing

/// A language of the contract suite, with what tells its sources apart.
typealias Language = RuntimeIdentifier.Language

/// A language and an isolation level: the contract suite holds each of these to the same.
struct Variant: Sendable, CustomTestStringConvertible {
    let language: Language
    let isolation: Isolation

    static let all = Isolation.allCases.flatMap { isolation in
        Language.allCases.map { Variant(language: $0, isolation: isolation) }
    }

    var testDescription: String { "\(language.rawValue), \(isolation.rawValue)" }
}

/// One handler in each language: the same behaviour, so that one test body holds both to it.
struct Twins: Sendable {
    let node: String
    let python: String

    /// The source in a language, to be run as if it stood in a file of its own.
    func source(_ language: Language) -> FunctionDefinition.Source {
        switch language {
        case .node: .text(node, path: "/var/task/index.js")
        case .python: .text(python, path: "/var/task/index.py")
        }
    }
}

/// The host that the suite's tests share: interpreters start once a process.
///
/// No judge: what handlers may answer is another suite's business.
let sharedHost = HandlerHost(judge: nil, concurrency: 1000, waitLimit: .seconds(600))

/// A function of the shared host that goes when the test is over.
struct LoadedFunction {
    let name: String
    let host: HandlerHost

    @discardableResult
    func invoke(
        _ event: CloudFrontEvent? = nil,
        start: InstanceStart = .warmIfPossible
    ) async throws -> InvocationOutcome {
        let event = try event ?? EventBuilder(.viewerRequest).event()
        return try await host.invoke(name, with: InvocationEvent(event), start: start)
    }
}

/// Loads a function, hands it to a test, and removes it.
///
/// Its timeout is long, so that a busy machine fails no test that is not about time.
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
    let name = try await host.load(definition)
    do {
        let result = try await body(LoadedFunction(name: name, host: host))
        try await host.remove(name)
        return result
    } catch {
        try await host.remove(name)
        throw error
    }
}

extension InvocationOutcome {
    /// The result as text.
    var text: String { String(decoding: result ?? [], as: UTF8.self) }

    /// What the function wrote, without the platform's lines.
    var functionLog: [String] { logs.filter { $0.stream != .platform }.map(\.message) }

    /// What the platform wrote.
    var platformLog: [String] { logs.filter { $0.stream == .platform }.map(\.message) }

    /// A member of the result, decoded.
    func member<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let members = try JSONDecoder().decode([String: Value].self, from: Data(result ?? []))
        return try #require(members[name])
    }
}

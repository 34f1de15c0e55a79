import Brink
import CloudFrontEvents
import HandlerRuntime

/// A host for measuring, and handlers that exist in both languages.
struct Workbench {
    let host: HandlerHost
    let event: InvocationEvent

    /// Makes a host; with spares only where they are what is measured.
    init(spares: Spares = .none) throws {
        host = HandlerHost(judge: nil, spares: spares)
        event = InvocationEvent(try EventBuilder(.viewerRequest).event())
    }

    /// Loads the twin in a language.
    func load(
        _ twins: Twins,
        _ language: RuntimeIdentifier.Language,
        memoryMB: Int = 256,
        timeout: Duration = .seconds(30),
        in isolation: Isolation = .inProcess
    ) async throws -> String {
        let source: FunctionDefinition.Source =
            switch language {
            case .node: .text(twins.node, path: "/var/task/bench.js")
            case .python: .text(twins.python, path: "/var/task/bench.py")
            }
        return try await host.load(
            FunctionDefinition(source, memoryMB: memoryMB, timeout: timeout, isolation: isolation)
        )
    }

    /// Makes an event with a query string.
    func event(querystring: String) throws -> InvocationEvent {
        InvocationEvent(try EventBuilder(.viewerRequest).querystring(querystring).event())
    }
}

/// One behaviour in each language.
struct Twins {
    let node: String
    let python: String
}

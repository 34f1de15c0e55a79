import Brink
import CloudFrontEvents
import Invocations

/// A host for measurements, and handlers in both languages.
struct Workbench {
    let host: HandlerHost
    let event: InvocationEvent

    /// Creates a host; with spares only where they are measured.
    init(spares: Spares = .none) throws {
        host = HandlerHost(judge: nil, spares: spares)
        event = InvocationEvent(try EventBuilder(.viewerRequest).event())
    }

    /// Loads the twin of a language.
    func load(
        _ twins: Twins,
        _ language: RuntimeIdentifier.Language,
        memoryMB: Int = 256,
        timeout: Duration = .seconds(30),
        in isolation: Isolation = .inProcess
    ) async throws -> FunctionAddress {
        let source: FunctionDefinition.Source =
            switch language {
            case .node: .text(twins.node, path: "/var/task/bench.js")
            case .python: .text(twins.python, path: "/var/task/bench.py")
            }
        return try await host.load(
            FunctionDefinition(source, memoryMB: memoryMB, timeout: timeout, isolation: isolation)
        )
    }

    /// Creates an event with a query string.
    func event(querystring: String) throws -> InvocationEvent {
        InvocationEvent(try EventBuilder(.viewerRequest).querystring(querystring).event())
    }
}

/// The same handler in each language.
struct Twins {
    let node: String
    let python: String
}

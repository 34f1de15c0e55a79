import EdgeEmulator
import Logging
import ServiceLifecycle

/// Servers on free ports, each running during a test's body.
enum Served {
    /// Serves an emulator.
    static func edge<Result: Sendable>(
        _ edge: Edge,
        _ change: (inout EdgeServer.Configuration) -> Void = { _ in },
        _ body: (_ port: Int, _ group: ServiceGroup) async throws -> Result
    ) async throws -> Result {
        var configuration = EdgeServer.Configuration()
        configuration.port = 0
        change(&configuration)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = EdgeServer(edge.emulator, configuration, logger: logger) { announce.yield($0) }
        return try await run(server, ports, edge, body)
    }

    /// Serves an emulator's page.
    static func control<Result: Sendable>(
        _ edge: Edge,
        _ board: SiteStatusBoard = SiteStatusBoard(SiteStatus(manifest: "stacktape.yml")),
        caseFolder: String = "/nonexistent",
        metrics: @escaping @Sendable (inout PrometheusText) -> Void = { _ in },
        _ body: (_ port: Int, _ group: ServiceGroup) async throws -> Result
    ) async throws -> Result {
        var configuration = ControlServer.Configuration(caseFolder: caseFolder)
        configuration.port = 0
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = ControlServer(edge.emulator, board, configuration, metrics: metrics, logger: logger) {
            announce.yield($0)
        }
        return try await run(server, ports, edge, body)
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func run<Result: Sendable>(
        _ server: some Service,
        _ ports: AsyncStream<Int>,
        _ edge: Edge,
        _ body: (_ port: Int, _ group: ServiceGroup) async throws -> Result
    ) async throws -> Result {
        let group = ServiceGroup(services: [server], gracefulShutdownSignals: [], logger: logger)
        Task { try await group.run() }
        // Not cancelled: an incoming connection would end the process.
        defer { Task { await group.triggerGracefulShutdown() } }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        let result = try await body(port, group)
        await edge.emulator.shutDown()
        return result
    }
}

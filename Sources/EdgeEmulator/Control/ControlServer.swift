package import Logging
import Hummingbird
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves the page that shows an emulator's requests, under `/_brink/`, and accepts orders from it: to invalidate, to repeat
/// a request, to save one as a test case.
///
/// By default it listens on this machine only. It answers only to names of this machine, so that no web page elsewhere can
/// read captured traffic through a browser.
package struct ControlServer: Service {
    /// The address of a page, and the folder it writes to.
    package struct Configuration: Sendable {
        /// The address to listen on.
        package var address = "127.0.0.1"
        /// The port; 0 chooses a free one.
        package var port = 8081
        /// The folder for test cases.
        package var caseFolder: String

        /// Creates the defaults.
        package init(caseFolder: String) { self.caseFolder = caseFolder }
    }

    private let api: ControlAPI
    private let configuration: Configuration
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Creates a server that calls `onListening` with its port once it listens; `metrics` adds to the emulator's.
    package init(
        _ emulator: EmulatedEdge,
        _ board: SiteStatusBoard,
        _ configuration: Configuration,
        metrics: @escaping @Sendable (inout PrometheusText) -> Void = { _ in },
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        api = ControlAPI(
            emulator: emulator,
            board: board,
            cases: TestCaseFolder(path: configuration.caseFolder),
            addMetrics: metrics
        )
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Listens and answers until it is shut down.
    package func run() async throws {
        let router = Router()
        router.add(middleware: ControlGuard(ownHostName: configuration.address))
        api.addRoutes(to: router)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(configuration.address, port: configuration.port)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            logger: logger
        )
        try await application.run()
    }
}

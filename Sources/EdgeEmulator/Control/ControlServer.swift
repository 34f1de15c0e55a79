public import Logging
public import ServiceLifecycle
import Hummingbird
import NIOCore
import NIOPosix

/// Shows people what an emulator does, on a port of its own under `/_brink/`, and takes a few orders: to invalidate, to run
/// a request again, to save one as a test case.
///
/// It listens on this machine alone unless told otherwise, and answers only to names of this machine, so that no web page
/// elsewhere can read captured traffic through a browser.
public struct ControlServer: Service {
    /// Where it listens.
    public struct Configuration: Sendable {
        /// The address.
        public var host = "127.0.0.1"
        /// The port; 0 takes any that is free.
        public var port = 8081
        /// The folder that test cases are saved in.
        public var caseFolder: String

        /// Creates the defaults.
        public init(caseFolder: String) {
            self.caseFolder = caseFolder
        }
    }

    private let api: ControlAPI
    private let configuration: Configuration
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Makes a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - emulator: what is shown.
    ///   - board: how the site is doing.
    ///   - configuration: where it listens.
    ///   - metrics: adds metrics of others' to the emulator's.
    ///   - logger: is told of connections that go wrong.
    ///   - onListening: is told the port once there is one.
    public init(
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
    ///
    /// - Throws: when the port cannot be had.
    public func run() async throws {
        let router = Router()
        router.add(middleware: ControlGuard(ownHost: configuration.host))
        api.addRoutes(to: router)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            logger: logger
        )
        try await application.run()
    }
}

import ArgumentParser
import Brink
import CloudFrontEvents
import EdgeEmulator
import FunctionLogs
import Logging
import ServiceLifecycle
import StacktapeManifest
import TerminalOutput
import UnixSignals

/// A run of `brink serve`: the site, its servers, and the reloading of both.
final class ServeSession: Sendable {
    private let command: ServeCommand
    private let host: HandlerHost
    private let emulator: EmulatedEdge
    private let keeper: SiteKeeper
    private let board: SiteStatusBoard
    private let store: LogStore
    private let writer: LogWriter
    private let printer: RequestPrinter
    private let certificate: LocalCertificate?
    private let announcement = Announcement()

    /// Reads the manifest and loads the site; nothing listens yet.
    init(_ command: ServeCommand) async throws {
        self.command = command
        let path = absolutePath(command.manifest)
        let manifest = try Manifest.readWithFiles(path)
        let folder = try ProjectFolder(besides: path)
        store = try LogStore.open(LogStore.file(besideManifest: path))
        writer = LogWriter(to: store) { StandardStream.error.note("log entries are lost: \($0)") }
        printer = RequestPrinter(command.requests)
        certificate = command.listening.tls ? try await Self.certificate(for: manifest) : nil
        host = HandlerHost(judge: Judge(profile: command.limits, strictness: command.strictness))
        let fleet = FunctionFleet(host, region: command.viewers.region)
        var settings = EmulatedEdge.Settings()
        settings.region = command.viewers.region
        settings.country = command.viewers.country
        settings.device = command.viewers.device
        settings.cacheBytes = ListeningOptions.bytes(ofMegabytes: command.listening.cache)
        settings.bodyLimit = ListeningOptions.bytes(ofMegabytes: command.listening.maxBody)
        settings.bodyPatience = .seconds(command.listening.idleTimeout)
        emulator = EmulatedEdge(
            backend: fleet,
            site: Site(distributions: []),
            settings: settings,
            log: StoredEdgeLog(writer)
        )
        board = SiteStatusBoard(SiteStatus(manifest: command.manifest))
        keeper = SiteKeeper(
            manifestPath: path,
            builder: SiteBuilder(command),
            fleet: fleet,
            emulator: emulator,
            board: board,
            store: store
        )
        if let certificate { try folder.write(certificate.pem, to: "localhost.pem") }
        await keeper.use(manifest)
    }

    private static func certificate(for manifest: Manifest) async throws -> LocalCertificate {
        let names = manifest.distributions.flatMap {
            ["\($0.name.lowercased()).localhost"] + $0.customDomains
        }
        do {
            return try await LocalCertificate(names: names)
        } catch {
            throw ValidationError("--tls: \(error)")
        }
    }

    /// Serves until a signal ends it; open requests are answered first.
    func run() async throws {
        // Trapped before any address is printed, since a reader of one may send a signal at once.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let watch = emulator.exchanges.watch { [printer] in printer.show($0) }
        defer { emulator.exchanges.unwatch(watch) }
        let watcher = command.watch ? try SourceWatcher { [keeper] in keeper.enqueue($0) } : nil
        if let watcher { await keeper.watch(with: watcher) }

        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger))
        let signalHandling = SignalHandling()
        async let _ = signalHandling.handle(signals, keeper: keeper, group: group)
        try await group.run()
        if signalHandling.wasInterrupted { throw ExitStatus.interrupted }
    }

    /// The services in the order of their start; the group ends them one by one in reverse.
    private var services: [ServiceGroupConfiguration.ServiceConfiguration] {
        let closing = [
            ClosingService { [writer, store] in
                await writer.close()
                // A store that cannot be closed is closed with the process.
                try? store.close()
            },
            ClosingService { [host] in await host.shutdown() },
            ClosingService { [printer] in await printer.close() },
            ClosingService { [emulator] in await emulator.shutDown() },
        ]
        let listening = command.listening
        let edge = ListeningService(
            server: edgeServer(),
            host: (listening.host, "--host"),
            port: (listening.port, "--port")
        )
        let control = ListeningService(
            server: controlServer(),
            host: (listening.pageHost, "--page-host"),
            port: (listening.pagePort, "--page-port")
        )
        return closing.map { .init(service: $0) } + [
            .init(service: edge, failureTerminationBehavior: .gracefullyShutdownGroup),
            .init(service: control, failureTerminationBehavior: .gracefullyShutdownGroup),
            .init(service: ReloadService(keeper: keeper)),
        ]
    }

    private func edgeServer() -> EdgeServer {
        var configuration = EdgeServer.Configuration()
        configuration.address = command.listening.host
        configuration.port = command.listening.port
        configuration.connectionLimit = command.listening.maxConnections
        configuration.idleTimeout = .seconds(command.listening.idleTimeout)
        configuration.tls = certificate?.serverConfiguration
        let scheme = certificate == nil ? "http" : "https"
        return EdgeServer(emulator, configuration, logger: logger) {
            [board, keeper, command, announcement] port in
            let names = await keeper.hostNames(defaultHost: command.listening.host)
            let addresses = names.map { "\(scheme)://\($0):\(port)/" }
            board.update { $0.addresses = addresses }
            announcement.add(
                zip(await keeper.distributionNames, addresses).map { "\($0) is served at \($1)" },
                of: .site
            )
        }
    }

    private func controlServer() -> ControlServer {
        var configuration = ControlServer.Configuration(caseFolder: "cases")
        configuration.address = command.listening.pageHost
        configuration.port = command.listening.pagePort
        return ControlServer(
            emulator,
            board,
            configuration,
            metrics: { [host] in $0.add(host.metrics) },
            logger: logger
        ) { [command, announcement] port in
            let name = SiteKeeper.hostName(for: command.listening.pageHost)
            announcement.add(["see what happens at http://\(name):\(port)/_brink/"], of: .page)
        }
    }

    private var logger: Logger {
        var logger = Logger(label: "brink") { _ in StandardErrorLog() }
        logger.logLevel = command.verbosity.verbose ? .debug : .error
        return logger
    }
}

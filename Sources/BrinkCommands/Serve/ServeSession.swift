import Brink
import CloudFrontEvents
import EdgeEmulator
import FunctionLogs
import Glibc
import HandlerRuntime
import Logging
import ServiceLifecycle
import StacktapeManifest
import SystemPackage
import UnixSignals

/// A run of `brink serve`: what is served, what serves it, and what keeps it up to date.
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

    /// Reads the manifest and prepares everything that listens to nobody yet.
    ///
    /// - Throws: one line about what keeps it from starting.
    init(_ command: ServeCommand) async throws {
        self.command = command
        let path = absolutePath(command.manifest)
        let manifest = try Manifest.readWithFiles(path)
        let folder = try ProjectFolder(besides: path)
        store = try LogStore.open(folder.logFile)
        writer = LogWriter(to: store) { StandardStream.error.note("logs are lost: \($0)") }
        printer = RequestPrinter(command.requests)
        certificate =
            command.listening.tls
            ? try LocalCertificate(
                names: manifest.distributions.flatMap {
                    ["\($0.name.lowercased()).localhost"] + $0.customDomains
                }
            ) : nil
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

    /// Serves until a signal ends it; open requests are answered first.
    func run() async throws {
        // Before anybody is told an address: who knows one may send a signal.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let watch = emulator.exchanges.watch { [printer] in printer.show($0) }
        defer { emulator.exchanges.unwatch(watch) }
        let watcher = command.watch ? try SourceWatcher { [keeper] in keeper.note($0) } : nil
        if let watcher { await keeper.watch(with: watcher) }

        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: edgeServer(), failureTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: controlServer(), failureTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: ReloadService(keeper: keeper)),
                ],
                logger: Self.logger(isVerbose: command.verbosity.verbose)
            )
        )
        let end = SignalledEnd()
        let listening = Task { [keeper] in await end.follow(signals, keeper: keeper, group: group) }
        defer { listening.cancel() }
        do {
            try await group.run()
        } catch {
            await shutDown()
            throw ServeError(error, command.listening)
        }
        await shutDown()
        if end.wasInterrupted { throw ExitStatus.interrupted }
    }

    private func shutDown() async {
        await emulator.shutDown()
        await host.shutdown()
        await writer.close()
        // What cannot be closed is closed with the process.
        try? store.close()
    }

    // MARK: What listens

    private func edgeServer() -> EdgeServer {
        var configuration = EdgeServer.Configuration()
        configuration.host = command.listening.host
        configuration.port = command.listening.port
        configuration.connectionLimit = command.listening.maxConnections
        configuration.idleTimeout = .seconds(command.listening.idleTimeout)
        configuration.tls = try? certificate?.serverConfiguration()
        let scheme = certificate == nil ? "http" : "https"
        return EdgeServer(emulator, configuration, logger: Self.logger(isVerbose: command.verbosity.verbose))
        {
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
        configuration.host = command.listening.pageHost
        configuration.port = command.listening.pagePort
        return ControlServer(
            emulator,
            board,
            configuration,
            metrics: { [host] in $0.add(host.metrics) },
            logger: Self.logger(isVerbose: command.verbosity.verbose)
        ) { [command, announcement] port in
            let name = SiteKeeper.name(of: command.listening.pageHost)
            announcement.add(["see what happens at http://\(name):\(port)/_brink/"], of: .page)
        }
    }

    private static func logger(isVerbose: Bool) -> Logger {
        var logger = Logger(label: "brink") { _ in StandardErrorLog() }
        logger.logLevel = isVerbose ? .debug : .error
        return logger
    }
}

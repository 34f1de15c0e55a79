import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Acts on signals: the hang-up reads everything anew, and Ctrl-C, which ends the run for all, is remembered.
struct SignalService: Service {
    let keeper: SiteKeeper
    let interrupted: InterruptFlag

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await signal in await UnixSignalsSequence(trapping: .sighup, .sigint) {
                if signal == .sighup { keeper.reloadAll() } else { interrupted.set() }
            }
        }
    }
}

/// Keeps the site up to date with its files, one change after another.
struct ReloadService: Service {
    let keeper: SiteKeeper

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await keeper.followChanges()
        }
    }
}

/// Whether Ctrl-C ended the run.
final class InterruptFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}

/// Writes what servers say of themselves to standard error, a line each.
struct StandardErrorLog: LogHandler {
    var logLevel = Logger.Level.error
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0)=\($1)" }.joined()
        StandardStream.error.note("\(event.level): \(event.message)\(details)")
    }
}

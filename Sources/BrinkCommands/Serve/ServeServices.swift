import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Keeps the site up to date with its files, one change after another.
struct ReloadService: Service {
    let keeper: SiteKeeper

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await keeper.followChanges()
        }
    }
}

/// Acts on signals: the hang-up reads everything anew, others end the run once open requests are answered.
///
/// Whoever does not want to wait for those presses Ctrl-C a second time.
final class SignalledEnd: Sendable {
    private let firstSignal = Mutex<UnixSignal?>(nil)

    /// Whether it was the terminal's Ctrl-C that ended the run.
    var wasInterrupted: Bool { firstSignal.withLock { $0 } == .sigint }

    func follow(_ signals: UnixSignalsSequence, keeper: SiteKeeper, group: ServiceGroup) async {
        for await signal in signals {
            if signal == .sighup {
                keeper.reloadAll()
                continue
            }
            let isFirst = firstSignal.withLock { first in
                defer { first = first ?? signal }
                return first == nil
            }
            if isFirst {
                await group.triggerGracefulShutdown()
            } else if signal == .sigint {
                _exit(ExitStatus.interrupted.rawValue)
            }
        }
    }
}

/// Tells where everything listens once all of it does, so that a run which ends at once has told nothing.
final class Announcement: Sendable {
    /// What listens, in the order in which it is told of.
    enum Part: Int, CaseIterable {
        case site
        case page
    }

    private let lines = Mutex<[Part: [String]]>([:])

    /// Takes the lines of a part that listens now; the last part has all of them told.
    func add(_ new: [String], of part: Part) {
        let told = lines.withLock { lines -> [String] in
            lines[part] = new
            guard lines.count == Part.allCases.count else { return [] }
            return Part.allCases.flatMap { lines[$0] ?? [] }
        }
        for line in told { StandardStream.error.note(line) }
    }
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

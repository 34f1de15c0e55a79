import ArgumentParser
import Glibc
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import TerminalOutput
import UnixSignals

/// Does nothing until the group shuts it down, then closes what the services after it have used.
struct ClosingService: Service {
    let close: @Sendable () async -> Void

    func run() async {
        // Throws when it is cancelled; then it closes too.
        try? await gracefulShutdown()
        await close()
    }
}

/// Runs a server, and explains in one line why it could not listen.
struct ListeningService<Server: Service>: Service {
    let server: Server
    let host: (value: String, option: String)
    let port: (value: Int, option: String)

    func run() async throws {
        do {
            try await server.run()
        } catch {
            throw ValidationError(explanation(of: error))
        }
    }

    private func explanation(of error: any Error) -> String {
        if error is SocketAddressError.UnknownHost {
            return
                "\(host.option) \(host.value): unknown host; expected an address of this machine, such as 127.0.0.1"
        }
        return switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            "port \(port.value) is already in use; choose another with \(port.option)"
        case EADDRNOTAVAIL:
            "\(host.option) \(host.value): not an address of this machine; expected one such as 127.0.0.1"
        case EACCES:
            "cannot bind port \(port.value): permission denied; use a port above 1023 with \(port.option)"
        default: "\(error)"
        }
    }
}

/// Applies changes of files to the site, one after another.
struct ReloadService: Service {
    let keeper: SiteKeeper

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await keeper.followChanges()
        }
    }
}

/// Reloads everything on SIGHUP, and ends the group on other signals.
///
/// Open requests are answered first; a second Ctrl-C ends the process at once.
final class SignalHandling: Sendable {
    private let firstSignal = Mutex<UnixSignal?>(nil)

    /// True if Ctrl-C ended the run.
    var wasInterrupted: Bool { firstSignal.withLock { $0 } == .sigint }

    func handle(_ signals: UnixSignalsSequence, keeper: SiteKeeper, group: ServiceGroup) async {
        for await signal in signals {
            if signal == .sighup {
                keeper.enqueue(.everything)
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

/// Prints the addresses once every server listens, so that a run that fails to start prints none.
final class Announcement: Sendable {
    /// The servers, in the order of their lines.
    enum Part: Int, CaseIterable {
        case site
        case page
    }

    private let lines = Mutex<[Part: [String]]>([:])

    /// Adds the lines of a server that listens; the last server's call prints all of them.
    func add(_ new: [String], of part: Part) {
        let complete = lines.withLock { lines -> [String] in
            lines[part] = new
            guard lines.count == Part.allCases.count else { return [] }
            return Part.allCases.flatMap { lines[$0] ?? [] }
        }
        for line in complete { StandardStream.error.note(line) }
    }
}

/// Writes the servers' log to standard error.
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

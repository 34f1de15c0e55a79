public import ArgumentParser
import Brink
import CloudFrontEvents
import Glibc
import HandlerRuntime

/// The `brink` program: its subcommands, and what its exit status means.
public struct BrinkCommand: AsyncParsableCommand {
    /// The name, the one-line description and the subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "brink",
        abstract: "Runs Lambda@Edge handlers in embedded Node and Python, under CloudFront's rules.",
        discussion: """
            Example: brink invoke samples/auth/auth.ts --trigger viewer-request
            """,
        subcommands: [
            InvokeCommand.self, CheckCommand.self, RulesCommand.self, DoctorCommand.self, DemoCommand.self,
        ]
    )

    /// Makes the command.
    public init() {}

    /// Runs the program with the arguments of the process, and ends the process.
    ///
    /// Interpreters and handlers may have threads that run on: the process ends without waiting for them.
    public static func run() async -> Never {
        // SIGPIPE would end the host when a handler writes to a closed socket.
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGINT) { _ in _exit(130) }
        await _exit(status(of: Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs the program with arguments, and tells the exit status.
    static func status(of arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.success.rawValue
        } catch let status as ExitStatus {
            return status.rawValue
        } catch {
            let isRequestForHelp = exitCode(for: error).isSuccess
            if isRequestForHelp {
                StandardStream.output.write(line: fullMessage(for: error))
                return ExitStatus.success.rawValue
            }
            StandardStream.error.note(Self.text(of: error))
            return ExitStatus.notStarted.rawValue
        }
    }

    private static func text(of error: any Error) -> String {
        // The parser's own errors tell no more of themselves than their type.
        // A cast of the error itself would make an NSError of it, where Foundation is linked, and those always do.
        type(of: error) is any CustomStringConvertible.Type ? "\(error)" : message(for: error)
    }
}

/// What the exit status of `brink` says; of a batch, the worst.
enum ExitStatus: Int32, Error, Comparable {
    case success = 0
    case failed = 1
    case notStarted = 2
    case refused = 3

    /// How bad each is: a result that CloudFront refuses is better than none.
    private var badness: Int {
        switch self {
        case .success: 0
        case .refused: 1
        case .failed: 2
        case .notStarted: 3
        }
    }

    static func < (one: ExitStatus, other: ExitStatus) -> Bool { one.badness < other.badness }

    init(of kind: InvocationOutcome.Kind) {
        switch kind {
        case .accepted: self = .success
        case .refused: self = .refused
        case .failed, .timedOut, .outOfMemory, .crashed, .throttled: self = .failed
        }
    }
}

import ArgumentParser
import Brink
import CloudFrontEvents
import Invocations
import TerminalOutput

/// `brink invoke`: invokes one handler with an event or a batch of events, and prints each outcome.
struct InvokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke",
        abstract: "Invoke a handler with a CloudFront event.",
        discussion: """
            Examples:
              brink invoke samples/auth/auth.ts --trigger viewer-request --uri /account
              brink invoke handler.py:lambda_handler --event event.json --json
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A handler's file with an optional export, or the name of a function in the manifest.",
            valueName: "PATH[:EXPORT]"
        )
    )
    var handler: HandlerArgument

    @Option(
        help: ArgumentHelp(
            "Path to the manifest (default: stacktape.yml in this folder, if any).",
            valueName: "FILE"
        )
    )
    var manifest: String?

    @OptionGroup var options: RunOptions
    @OptionGroup var events: EventOptions

    @Option(
        name: .customLong("repeat"),
        help: ArgumentHelp("Invoke the handler N times on one warm instance.", valueName: "N"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var repetitions = 1

    @Option(help: "How to judge results that CloudFront's documentation leaves open.")
    var strictness = Strictness.standard

    @Flag(help: "Start a new instance for every invocation.")
    var cold = false

    @Flag(help: "Print one JSON envelope per invocation, and nothing else.")
    var json = false

    @OptionGroup var verbosity: Verbosity

    func run() async throws {
        let events = try events.events()
        for type in Set(events.map(\.event.record.type)) { try options.check(for: type) }
        if !json { ChosenEvent.logAssumptions(of: events) }

        let chosen = try ChosenHandler(handler, manifest: manifest, options)
        let printer = OutcomePrinter(asEnvelopes: json)
        let judge = Judge(profile: options.function.limits, strictness: strictness)
        let host = HandlerHost(judge: judge, spares: .none)
        let function = try await host.load(options.applied(to: chosen.definition))
        verbosity.note("loaded \(handler.path) as \(function), with \(events.count) events")

        var worst = ExitStatus.success
        var progress = Progress("invoked", total: events.count * repetitions)
        for (number, event) in repeatElement(events, count: repetitions).joined().enumerated() {
            progress.show(done: number)
            let start: InstanceStart = cold ? .cold : .warmIfPossible
            var outcome = try await host.invoke(function, with: event.event, start: start)
            if json, let assumption = event.assumption { outcome.warnings.append(assumption) }
            try printer.show(outcome)
            let status: ExitStatus =
                switch outcome.kind {
                case .accepted: .success
                case .refused: .refused
                default: .failed
                }
            worst = max(worst, status)
        }
        progress.finish()
        if worst != .success { throw worst }
    }
}

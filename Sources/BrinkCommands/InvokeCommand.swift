import ArgumentParser
import Brink
import CloudFrontEvents
import HandlerRuntime

/// `brink invoke`: runs one handler on one event or on a batch, and prints what became of each.
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
            "The handler's file and, after a colon, its export; or a function of the manifest.",
            valueName: "PATH[:EXPORT]"
        )
    )
    var handler: HandlerArgument

    @Option(help: ArgumentHelp("The manifest; stacktape.yml in this folder unless said.", valueName: "FILE"))
    var manifest: String?

    @OptionGroup var function: FunctionOptions
    @OptionGroup var events: EventOptions

    @Option(
        name: .customLong("repeat"),
        help: ArgumentHelp("Invoke so often on one warm instance.", valueName: "N"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var repetitions = 1

    @Option(help: "What to do where CloudFront's documentation leaves a choice: strict, section7 or lenient.")
    var strictness = Strictness.section7

    @Flag(help: "Start a fresh instance for every invocation.")
    var cold = false

    @Flag(help: "Print one envelope of JSON an invocation, and nothing else.")
    var json = false

    @OptionGroup var verbosity: Verbosity

    func run() async throws {
        let events = try events.events()
        for type in Set(events.map(\.record.type)) { try function.check(for: type) }

        let chosen = try ChosenHandler(handler, manifest: manifest, function)
        let printer = OutcomePrinter(asEnvelopes: json)
        let host = HandlerHost(judge: Judge(profile: function.limits, strictness: strictness), spares: .none)
        let name = try await host.load(function.applied(to: chosen.definition))
        verbosity.note("loaded \(handler.path) as \(name), with \(events.count) events")

        var worst = ExitStatus.success
        var progress = Progress("invoked", total: events.count * repetitions)
        for (number, event) in repeatElement(events, count: repetitions).joined().enumerated() {
            progress.show(done: number)
            let outcome = try await host.invoke(
                name,
                with: event,
                start: cold ? .cold : .warmIfPossible
            )
            try printer.show(outcome)
            worst = max(worst, ExitStatus(of: outcome.kind))
        }
        progress.finish()
        if worst != .success { throw worst }
    }
}

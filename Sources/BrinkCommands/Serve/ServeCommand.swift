import ArgumentParser
import Brink
import CloudFrontEvents
import HandlerRuntime

/// `brink serve`: a manifest becomes a CDN on this machine.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a stacktape.yml as CloudFront would, with its edge functions.",
        discussion: """
            Examples:
              brink serve
              brink serve --manifest shop/stacktape.yml --watch --region eu-central-1
              brink serve --origin api=http://127.0.0.1:3000
            """
    )

    @Option(help: ArgumentHelp("The manifest; stacktape.yml in this folder unless said.", valueName: "FILE"))
    var manifest = "stacktape.yml"

    @OptionGroup(title: "Where it listens") var listening: ListeningOptions
    @OptionGroup(title: "Who asks") var viewers: ViewerOptions

    @Option(
        name: .customLong("origin"),
        help: ArgumentHelp(
            "What answers for a resource or a domain: a URL, or a folder that is served as a bucket; repeatable.",
            valueName: "NAME=URL"
        ),
        transform: OriginMapping.init(parsing:)
    )
    var origins: [OriginMapping] = []

    @Flag(help: "Load functions and the manifest anew when their files change.")
    var watch = false

    @Option(help: "Whose limits: stacktape or aws.")
    var limits = LimitProfile.stacktape

    @Option(help: "What to do where CloudFront's documentation leaves a choice: strict, section7 or lenient.")
    var strictness = Strictness.section7

    @Option(help: "Where the interpreters live: in-process or worker.")
    var isolation = Isolation.inProcess

    @Option(help: "How requests are told of on standard output: text, json or none.")
    var requests = RequestPrinter.Form.text

    @OptionGroup var verbosity: Verbosity

    func run() async throws {
        let session = try await ServeSession(self)
        try await session.run()
    }
}

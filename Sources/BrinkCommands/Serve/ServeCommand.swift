import ArgumentParser
import CloudFrontEvents
import Invocations
import TerminalOutput

/// `brink serve`: serves the site of a manifest on this machine as CloudFront would.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the site of a stacktape.yml as CloudFront would, with its edge functions.",
        discussion: """
            Examples:
              brink serve
              brink serve --manifest shop/stacktape.yml --watch --region eu-central-1
              brink serve --origin api=http://127.0.0.1:3000
            """
    )

    @Option(help: ArgumentHelp("Path to the manifest.", valueName: "FILE"))
    var manifest = "stacktape.yml"

    @OptionGroup(title: "Listening") var listening: ListeningOptions
    @OptionGroup(title: "Viewers") var viewers: ViewerOptions

    @Option(
        name: .customLong("origin"),
        help: ArgumentHelp(
            "Use a URL or a folder as the origin for a resource or domain; repeatable.",
            valueName: "NAME=URL"
        ),
        transform: OriginMapping.init(parsing:)
    )
    var origins: [OriginMapping] = []

    @Flag(help: "Reload functions and the manifest when their files change.")
    var watch = false

    @Option(help: "Limit profile to apply.")
    var limits = LimitProfile.stacktape

    @Option(help: "How to judge results that CloudFront's documentation leaves open.")
    var strictness = Strictness.standard

    @Option(help: "Where the interpreters run: in this process, or in their own.")
    var isolation = Isolation.inProcess

    @Option(help: "How to print requests to standard output.")
    var requests = RequestPrinter.Form.text

    @OptionGroup var verbosity: Verbosity

    func run() async throws {
        try await ServeSession(self).run()
    }
}

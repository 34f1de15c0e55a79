public import ArgumentParser
public import CloudFrontEvents

/// The settings of a function that commands with a handler have in common.
struct FunctionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Declared runtime, such as nodejs22.x (default: nodejs22.x or python3.11, unless the manifest sets it).",
            valueName: "RUNTIME"
        )
    )
    var runtime: String?

    @Option(help: ArgumentHelp("Memory in MB (default: 128, unless the manifest sets it).", valueName: "MB"))
    var memory: Int?

    @Option(help: "Limit profile to apply.")
    var limits = LimitProfile.stacktape
}

extension LimitProfile: ExpressibleByArgument {}
extension EventType: ExpressibleByArgument {}
extension Strictness: ExpressibleByArgument {}

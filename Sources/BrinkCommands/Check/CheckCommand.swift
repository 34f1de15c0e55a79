import ArgumentParser
import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import Invocations
import TerminalOutput

/// `brink check`: reports everything that would be refused at deployment, without running a handler.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report everything that would be refused at deployment, without running a handler.",
        discussion: """
            Without a handler, checks the manifest and all functions in it.

            Examples:
              brink check
              brink check --manifest shop/stacktape.yml --limits aws
              brink check samples/auth/auth.ts --trigger viewer-request --include-body
            """
    )

    private static let defaultManifest = "stacktape.yml"

    @Argument(help: ArgumentHelp("A handler's file with an optional export.", valueName: "PATH[:EXPORT]"))
    var handler: HandlerArgument?

    @Option(help: ArgumentHelp("Path to the manifest (default: stacktape.yml).", valueName: "FILE"))
    var manifest: String?

    @Option(help: "Event that triggers the function; repeatable (default: viewer-request).")
    var trigger: [EventType] = []

    @Flag(help: "Include the request's body in the function's events.")
    var includeBody = false

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Environment variable that the function sets; repeatable.", valueName: "NAME")
    )
    var environmentVariables: [String] = []

    @Option(help: ArgumentHelp("Region of the function (default: us-east-1).", valueName: "REGION"))
    var region: String?

    @Option(
        help: ArgumentHelp("Processor architecture of the function (default: x86_64).", valueName: "NAME")
    )
    var architecture: String?

    @OptionGroup var function: FunctionOptions

    @Option(
        help: ArgumentHelp(
            "Time limit of one invocation in whole seconds (default: 3).",
            valueName: "SECONDS"
        )
    )
    var timeout: Int?

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        if let handler, manifest != nil {
            throw ValidationError("\(handler.path) and --manifest: expected only one of them")
        }
        if handler == nil, let option = handlerOptions.first {
            throw ValidationError("\(option) requires a handler; with a manifest, set it there")
        }
    }

    /// The given options that apply to a handler alone.
    private var handlerOptions: [String] {
        [
            ("--trigger", !trigger.isEmpty), ("--include-body", includeBody),
            ("--env", !environmentVariables.isEmpty), ("--region", region != nil),
            ("--architecture", architecture != nil),
            ("--runtime", function.runtime != nil), ("--memory", function.memory != nil),
            ("--timeout", timeout != nil),
        ].filter(\.1).map(\.0)
    }

    func run() async throws {
        if let handler { return try await check(handler) }
        if manifest == nil, !FileManager.default.fileExists(atPath: Self.defaultManifest) {
            throw ValidationError(
                "no \(Self.defaultManifest) in this folder; pass --manifest FILE or a handler's file"
            )
        }
        let file = manifest ?? Self.defaultManifest
        try await ManifestCheck(of: file, profile: function.limits, verbosity: verbosity).run()
    }

    private func check(_ handler: HandlerArgument) async throws {
        var report = CheckReport()
        switch try await PackageBuilder().size(ofPackageFor: handler.path) {
        case .failure(let failure):
            report.add("package.bundle", failure.errorMessage, isRefusal: true)
        case .success(let size):
            verbosity.note("the package has \(size.zipped) bytes, \(size.unzipped) unzipped")
            let settings = settings(of: handler, size)
            for finding in DeploymentRules.findings(for: settings, profile: function.limits) {
                report.add(finding.rule.id, finding.description, isRefusal: finding.isRefusal)
            }
        }
        try report.finish(handler.path)
    }

    private func settings(of handler: HandlerArgument, _ size: PackageBuilder.Size) -> FunctionSettings {
        let file = handler.path.split(separator: "/").last.map(String.init) ?? handler.path
        let code = HandlerCode(taskRoot: "/", entry: .file(path: "/\(file)", export: handler.export))
        var settings = FunctionSettings(name: file.split(separator: ".").first.map(String.init) ?? file)
        settings.runtime = function.runtime
        settings.memory = function.memory ?? settings.memory
        settings.timeout = timeout ?? settings.timeout
        settings.handler = code.handlerString
        settings.environmentVariables = environmentVariables
        settings.packageBytes = size.zipped
        settings.unzippedPackageBytes = size.unzipped
        settings.region = region ?? settings.region
        settings.architecture = architecture ?? settings.architecture
        settings.associations = (trigger.isEmpty ? [.viewerRequest] : trigger).map {
            FunctionSettings.Association($0, includesBody: includeBody)
        }
        return settings
    }
}

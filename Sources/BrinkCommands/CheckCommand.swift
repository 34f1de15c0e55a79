import ArgumentParser
import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime

/// `brink check`: finds what would be refused at deployment, without running a handler.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find everything that would be refused at deployment, without running a handler.",
        discussion: """
            Without a handler the manifest is checked, and all functions in it.

            Examples:
              brink check
              brink check --manifest shop/stacktape.yml --limits aws
              brink check samples/auth/auth.ts --trigger viewer-request --include-body
            """
    )

    private static let usualManifest = "stacktape.yml"

    @Argument(
        help: ArgumentHelp("The handler's file and, after a colon, its export.", valueName: "PATH[:EXPORT]")
    )
    var handler: HandlerArgument?

    @Option(help: ArgumentHelp("The manifest; stacktape.yml in this folder unless said.", valueName: "FILE"))
    var manifest: String?

    @Option(help: "An event that the function is associated with; repeatable; viewer-request if not said.")
    var trigger: [EventType] = []

    @Flag(help: "The associations show the function the request's body.")
    var includeBody = false

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("An environment variable that is to be set; repeatable.", valueName: "NAME")
    )
    var environmentVariables: [String] = []

    @Option(help: ArgumentHelp("The region that the function is created in.", valueName: "REGION"))
    var region: String?

    @Option(help: "The declared runtime, such as nodejs22.x or python3.13.")
    var runtime: String?

    @Option(help: ArgumentHelp("The memory of the function, in MB.", valueName: "MB"))
    var memory: Int?

    @Option(help: ArgumentHelp("The time of one invocation, in whole seconds.", valueName: "SECONDS"))
    var timeout: Int?

    @Option(help: "Whose limits: stacktape or aws.")
    var limits = LimitProfile.stacktape

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        guard let handler else {
            let own = ownOptions
            guard own.isEmpty else {
                throw ValidationError("\(own[0]): expected a handler with it; a manifest says so itself")
            }
            return
        }
        guard manifest == nil else {
            throw ValidationError(
                "\(handler.path): expected a handler or --manifest, and no more than one of them"
            )
        }
    }

    /// The options that were given and say something about a handler.
    private var ownOptions: [String] {
        [
            ("--trigger", !trigger.isEmpty), ("--include-body", includeBody),
            ("--env", !environmentVariables.isEmpty), ("--region", region != nil),
            ("--runtime", runtime != nil), ("--memory", memory != nil), ("--timeout", timeout != nil),
        ].filter(\.1).map(\.0)
    }

    func run() async throws {
        if let handler { return try await check(handler) }
        if manifest == nil, !FileManager.default.fileExists(atPath: Self.usualManifest) {
            throw ValidationError(
                "there is no \(Self.usualManifest) in this folder, expected one, --manifest FILE or a handler"
            )
        }
        let file = manifest ?? Self.usualManifest
        try await ManifestCheck(of: file, profile: limits, verbosity: verbosity).run()
    }

    private func check(_ handler: HandlerArgument) async throws {
        let output = StandardStream.output
        let settings: FunctionSettings
        switch try await PackageBuilder().size(ofPackageFor: handler.path) {
        case .failure(let failure):
            output.write(line: "refused  package.bundle  \(failure.errorMessage)")
            throw ExitStatus.refused
        case .success(let size):
            verbosity.note("the package has \(size.zipped) bytes, \(size.unzipped) unzipped")
            settings = self.settings(of: handler, size)
        }
        let findings = DeploymentRules.findings(for: settings, profile: limits)
        for finding in findings {
            let consequence = finding.isRefusal ? "refused" : "warning"
            output.write(line: "\(consequence)  \(finding.rule.id)  \(finding.text)")
        }
        if findings.contains(where: \.isRefusal) { throw ExitStatus.refused }
        if findings.isEmpty { output.write(line: "nothing found: \(handler.path) can be deployed") }
    }

    private func settings(of handler: HandlerArgument, _ size: PackageBuilder.Size) -> FunctionSettings {
        let file = handler.path.split(separator: "/").last.map(String.init) ?? handler.path
        let code = HandlerCode(taskRoot: "/", entry: .file(path: "/\(file)", export: handler.export))
        let name = file.split(separator: ".").first.map(String.init) ?? file
        var settings = FunctionSettings(name: name)
        settings.runtime = runtime
        settings.memory = memory ?? settings.memory
        settings.timeout = timeout ?? settings.timeout
        settings.handler = code.handlerString
        settings.environmentVariables = environmentVariables
        settings.packageBytes = size.zipped
        settings.unzippedPackageBytes = size.unzipped
        settings.region = region ?? settings.region
        settings.associations = (trigger.isEmpty ? [.viewerRequest] : trigger).map {
            FunctionSettings.Association($0, includesBody: includeBody)
        }
        return settings
    }
}

import Brink
import CloudFrontEvents
import Invocations
import StacktapeManifest
import TerminalOutput

/// Reports everything in a manifest and its functions' packages that would be refused at deployment.
struct ManifestCheck {
    private let examination: ManifestExamination
    private let fileProblems: [ManifestProblem]
    private let file: String
    private let profile: LimitProfile
    private let verbosity: Verbosity
    private var report = CheckReport()

    /// Reads a manifest, and checks that the files it names exist.
    init(of file: String, profile: LimitProfile, verbosity: Verbosity) throws {
        self.file = file
        self.profile = profile
        self.verbosity = verbosity
        do throws(ManifestError) {
            examination = try ManifestExamination.read(file)
        } catch {
            guard error.code == .refused else { throw error }
            // The manifest is refused as a whole.
            for problem in error.problems { report.add(problem, isRefusal: true) }
            throw ExitStatus.refused
        }
        fileProblems = examination.manifest.checkFiles()
    }

    /// Reports all findings; throws `ExitStatus.refused` if anything would be refused.
    consuming func run() async throws {
        let manifest = examination.manifest
        let problems =
            (examination.problems + fileProblems).map { (problem: $0, isRefusal: true) }
            + (manifest.warnings + manifest.unbuiltFolders()).map { (problem: $0, isRefusal: false) }
        for (problem, isRefusal) in problems.sorted(by: { $0.problem.position < $1.problem.position }) {
            report.add(problem, isRefusal: isRefusal)
        }
        var progress = Progress("checked", total: manifest.functions.count)
        for (number, function) in manifest.functions.enumerated() {
            progress.show(done: number)
            let package = try await package(of: function)
            progress.finish()
            check(function, package)
        }
        try report.finish(file)
    }

    private mutating func check(
        _ function: EdgeFunction,
        _ package: Result<PackageBuilder.Size?, HandlerFailure>
    ) {
        let position = "\(file):\(function.position.line):\(function.position.column): \(function.name)"
        var settings = examination.manifest.settings(of: function)
        switch package {
        case .success(let size?):
            verbosity.note("\(function.name): \(size.zipped) bytes, \(size.unzipped) unzipped")
            settings.packageBytes = size.zipped
            settings.unzippedPackageBytes = size.unzipped
        case .success(nil): break
        case .failure(let failure):
            // Bundlers' messages may have several lines.
            let text = failure.errorMessage.split(whereSeparator: \.isNewline).joined(separator: " ")
            report.add("package.bundle", text, isRefusal: true, at: position)
        }
        for finding in DeploymentRules.findings(for: settings, profile: profile) {
            report.add(finding.rule.id, finding.description, isRefusal: finding.isRefusal, at: position)
        }
    }

    /// Builds a function's package; returns no size if its files are missing, which has been reported.
    private func package(
        of function: EdgeFunction
    ) async throws -> Result<PackageBuilder.Size?, HandlerFailure> {
        let builder = PackageBuilder()
        do {
            switch function.packaging {
            case .buildpack(let buildpack):
                guard !isMissing(buildpack.entryfile) else { return .success(nil) }
                let files = PackageFiles(
                    of: examination.manifest.folder,
                    included: buildpack.includeFiles,
                    excluded: buildpack.excludeFiles
                )
                return try await builder.size(
                    ofPackageFor: buildpack.entryfile.absolute,
                    files: files,
                    options: PackagingOptions(buildpack)
                ).map { Optional($0) }
            case .customArtifact(let artifact):
                guard !isMissing(artifact.package) else { return .success(nil) }
                return .success(try await builder.size(ofArtifact: artifact.package.absolute))
            }
        } catch let error as HostError
            where error.code == .unreadableHandler || error.code == .unknownLanguage
        {
            return .failure(HandlerFailure(errorType: "Package", errorMessage: error.description))
        }
    }

    private func isMissing(_ path: ManifestPath) -> Bool {
        fileProblems.contains { $0.position == path.position }
    }
}

extension CheckReport {
    fileprivate mutating func add(_ problem: ManifestProblem, isRefusal: Bool) {
        let position = "\(problem.file):\(problem.line):\(problem.column)"
        add("manifest", problem.message, isRefusal: isRefusal, at: position)
    }
}

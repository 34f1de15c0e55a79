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

    /// Reads a manifest, and checks that the files it names exist.
    ///
    /// - Throws: `ManifestError` when the file cannot be read or is not YAML.
    init(of file: String, profile: LimitProfile, verbosity: Verbosity) throws {
        self.file = file
        self.profile = profile
        self.verbosity = verbosity
        examination = try Self.examination(of: file)
        fileProblems = examination.manifest.checkFiles()
    }

    /// Reads a manifest, and reports the problems of one that is refused as a whole.
    private static func examination(of file: String) throws -> ManifestExamination {
        do throws(ManifestError) {
            return try ManifestExamination.read(file)
        } catch {
            guard error.code == .refused else { throw error }
            for problem in error.problems { report(problem, isRefusal: true) }
            throw ExitStatus.refused
        }
    }

    /// Reports each finding in a line on standard output.
    ///
    /// - Throws: `ExitStatus.refused` when anything would be refused; `HostError` when a tool is missing.
    func run() async throws {
        let manifest = examination.manifest
        var isRefused = !examination.problems.isEmpty || !fileProblems.isEmpty
        var isClean = !isRefused && manifest.warnings.isEmpty
        let problems = examination.problems + fileProblems
        let reports =
            problems.map { (problem: $0, isRefusal: true) }
            + manifest.warnings.map { (problem: $0, isRefusal: false) }
        for report in reports.sorted(by: { $0.problem.position < $1.problem.position }) {
            Self.report(report.problem, isRefusal: report.isRefusal)
        }
        var progress = Progress("checked", total: manifest.functions.count)
        for (number, function) in manifest.functions.enumerated() {
            progress.show(done: number)
            let findings = try await findings(in: function)
            progress.finish()
            for finding in findings { report(finding, of: function) }
            isRefused = isRefused || findings.contains(where: \.isRefusal)
            isClean = isClean && findings.isEmpty
        }
        if isRefused { throw ExitStatus.refused }
        if isClean { StandardStream.output.write(line: "nothing found: \(file) can be deployed") }
    }

    /// A refusal or warning about a function.
    private struct Finding {
        let isRefusal: Bool
        let rule: String
        let text: String
    }

    private func findings(in function: EdgeFunction) async throws -> [Finding] {
        var settings = examination.manifest.settings(of: function)
        var findings: [Finding] = []
        switch try await package(of: function) {
        case .success(let size):
            if let size {
                verbosity.note("\(function.name): \(size.zipped) bytes, \(size.unzipped) unzipped")
                settings.packageBytes = size.zipped
                settings.unzippedPackageBytes = size.unzipped
            }
        case .failure(let failure):
            findings.append(Finding(isRefusal: true, rule: "package.bundle", text: failure.errorMessage))
        }
        return findings
            + DeploymentRules.findings(for: settings, profile: profile).map {
                Finding(isRefusal: $0.isRefusal, rule: $0.rule.id, text: $0.text)
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

    private func report(_ finding: Finding, of function: EdgeFunction) {
        let position = "\(file):\(function.position.line):\(function.position.column)"
        let consequence = finding.isRefusal ? "refused" : "warning"
        // Bundlers' messages may have several lines.
        let text = finding.text.split(whereSeparator: \.isNewline).joined(separator: " ")
        StandardStream.output.write(
            line: "\(position): \(function.name): \(consequence)  \(finding.rule)  \(text)"
        )
    }

    private static func report(_ problem: ManifestProblem, isRefusal: Bool) {
        let position = "\(problem.file):\(problem.line):\(problem.column)"
        let consequence = isRefusal ? "refused" : "warning"
        StandardStream.output.write(line: "\(position): \(consequence)  manifest  \(problem.message)")
    }
}

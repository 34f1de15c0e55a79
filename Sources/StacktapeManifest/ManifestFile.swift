import FoundationEssentials

extension ManifestExamination {
    /// The maximum length of a manifest, in bytes.
    package static let longestFile = 1 << 20

    /// Examines a file, without looking for the files that the manifest names.
    ///
    /// - Throws: ``ManifestError`` if there is no such file, or it is not YAML.
    package static func read(_ path: String, options: ManifestOptions = ManifestOptions())
        throws(ManifestError) -> ManifestExamination
    {
        try ManifestExamination(yaml: try text(of: path), path: path, options: options)
    }

    static func absolute(_ path: String) -> String {
        ManifestPath.resolved(path, in: FileManager.default.currentDirectoryPath)
    }

    private static func text(of path: String) throws(ManifestError) -> String {
        func unreadable(_ message: String, at position: SourcePosition = .start) -> ManifestError {
            ManifestError(.unreadable, [ManifestProblem(file: path, position: position, message: message)])
        }
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw unreadable("no such file, expected a manifest such as stacktape.yml")
        }
        guard !isFolder else { throw unreadable("is a folder, expected a manifest such as stacktape.yml") }
        guard let bytes = BoundedFile.bytes(of: path, atMost: longestFile + 1) else {
            throw unreadable("cannot be read: check its permissions")
        }
        guard bytes.count <= longestFile else {
            throw unreadable("is longer than \(longestFile) bytes, the limit for a manifest")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = Array(String(decoding: bytes, as: UTF8.self).utf8)
            let replacement = Array("\u{FFFD}".utf8)
            let offset = valid.firstRange(of: replacement)?.lowerBound ?? 0
            throw unreadable("is not UTF-8: save it as UTF-8", at: SourcePosition(of: offset, in: valid))
        }
        return text
    }
}

extension Manifest {
    /// Checks the files and folders that the manifest names.
    ///
    /// - Returns: a problem for each that is missing or of the wrong kind, sorted by position.
    package func checkFiles() -> [ManifestProblem] {
        let problems = Problems(file: givenPath)
        for function in functions {
            switch function.packaging {
            case .buildpack(let buildpack):
                Self.check(buildpack.entryfile, .file, "a source file", problems)
                buildpack.tsConfig.map { Self.check($0, .file, "a tsconfig file", problems) }
                buildpack.packageManagerFile.map {
                    Self.check($0, .file, "a file that lists dependencies", problems)
                }
            case .customArtifact(let artifact): Self.check(artifact, problems)
            }
        }
        let origins = distributions.flatMap { [$0.origin] + $0.routes.map(\.origin) }
        for case .folder(let contents) in origins.map(\.source) {
            Self.check(contents.directory, .folder, "a folder of files to serve", problems)
        }
        return problems.sortedErrors
    }

    private enum Kind { case file, folder, nothing }

    private static func kind(of path: String) -> Kind {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return .nothing }
        return isFolder ? .folder : .file
    }

    private static func check(_ path: ManifestPath, _ expected: Kind, _ what: String, _ problems: Problems) {
        let found = kind(of: path.absolute)
        guard found != expected else { return }
        let state =
            switch found {
            case .nothing: "does not exist"
            case .folder: "is a folder"
            case .file: "is a file"
            }
        problems.refuse("\(path.written) \(state), expected \(what) at \(path.absolute)", at: path.position)
    }

    private static func check(_ artifact: Packaging.CustomArtifact, _ problems: Problems) {
        let package = artifact.package
        switch kind(of: package.absolute) {
        case .nothing: check(package, .file, "a zip file, a folder or a file", problems)
        case .file:
            let name = package.absolute.split(separator: "/").last ?? ""
            if !name.hasSuffix(".zip"), name != artifact.file {
                problems.refuse(
                    "the handler's file is \(artifact.file), but the package is the single file \(name): name that file",
                    at: artifact.handlerPosition
                )
            }
        case .folder:
            let file = ManifestPath.resolved(artifact.file, in: package.absolute)
            if kind(of: file) != .file {
                problems.refuse(
                    "the handler's file \(artifact.file) does not exist, expected a source file at \(file)",
                    at: artifact.handlerPosition
                )
            }
        }
    }
}

extension Manifest {
    /// Reads a file and checks the files that it names.
    ///
    /// - Throws: every problem.
    package static func readWithFiles(
        _ path: String,
        options: ManifestOptions = ManifestOptions()
    ) throws(ManifestError) -> Manifest {
        let manifest = try read(path, options: options)
        let problems = manifest.checkFiles()
        guard problems.isEmpty else { throw ManifestError(.refused, problems) }
        return manifest
    }
}

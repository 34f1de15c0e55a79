import FoundationEssentials

extension ManifestExamination {
    /// How long a manifest may be, in bytes.
    public static let longestFile = 1 << 20

    /// Examines a file; does not look at the files that the manifest names.
    ///
    /// - Throws: when there is no such file, or it is no YAML.
    public static func read(_ path: String, options: ManifestOptions = ManifestOptions())
        throws(ManifestError) -> ManifestExamination
    {
        try ManifestExamination(yaml: try text(of: path), path: path, options: options)
    }

    static func absolute(_ path: String) -> String {
        ManifestPath.resolved(path, in: FileManager.default.currentDirectoryPath)
    }

    private static func text(of path: String) throws(ManifestError) -> String {
        func unreadable(_ message: String, at place: Place = .start) -> ManifestError {
            ManifestError(.unreadable, [ManifestProblem(file: path, place: place, message: message)])
        }
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw unreadable("is not there, expected a manifest such as stacktape.yml")
        }
        guard !isFolder else { throw unreadable("is a folder, expected a manifest such as stacktape.yml") }
        guard let bytes = BoundedFile.bytes(of: path, atMost: longestFile + 1) else {
            throw unreadable("cannot be read, expected a readable file")
        }
        guard bytes.count <= longestFile else {
            throw unreadable("is longer than \(longestFile) bytes, expected a manifest such as stacktape.yml")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = Array(String(decoding: bytes, as: UTF8.self).utf8)
            let replacement = Array("\u{FFFD}".utf8)
            let offset = valid.firstRange(of: replacement)?.lowerBound ?? 0
            throw unreadable("is not UTF-8, expected a text of YAML", at: Place(of: offset, in: valid))
        }
        return text
    }
}

extension Manifest {
    /// Looks for the files and folders that the manifest names.
    ///
    /// - Returns: those that are not there or not what they should be, in order of place.
    public func checkFiles() -> [ManifestProblem] {
        let problems = Problems(file: givenPath)
        for function in functions {
            switch function.packaging {
            case .buildpack(let buildpack):
                Self.check(buildpack.entryfile, .file, "a source file", problems)
                buildpack.tsConfig.map { Self.check($0, .file, "a file of TypeScript's settings", problems) }
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
            case .nothing: "is not there"
            case .folder: "is a folder"
            case .file: "is a file"
            }
        problems.refuse("\(path.written) \(state), expected \(what) at \(path.absolute)", at: path.place)
    }

    private static func check(_ artifact: Packaging.CustomArtifact, _ problems: Problems) {
        let package = artifact.package
        switch kind(of: package.absolute) {
        case .nothing: check(package, .file, "a zip file, a folder or a file", problems)
        case .file:
            let name = package.absolute.split(separator: "/").last ?? ""
            if !name.hasSuffix(".zip"), name != artifact.file {
                problems.refuse(
                    "the handler's file is \(artifact.file), and the package has \(name) alone, expected that",
                    at: artifact.handlerPlace
                )
            }
        case .folder:
            let file = ManifestPath.resolved(artifact.file, in: package.absolute)
            if kind(of: file) != .file {
                problems.refuse(
                    "the handler's file \(artifact.file) is not there, expected a source file at \(file)",
                    at: artifact.handlerPlace
                )
            }
        }
    }
}

extension Manifest {
    /// Reads a file, and looks for the files that it names.
    ///
    /// - Throws: all that is wrong.
    public static func readWithFiles(
        _ path: String,
        options: ManifestOptions = ManifestOptions()
    ) throws(ManifestError) -> Manifest {
        let manifest = try read(path, options: options)
        let problems = manifest.checkFiles()
        guard problems.isEmpty else { throw ManifestError(.refused, problems) }
        return manifest
    }
}

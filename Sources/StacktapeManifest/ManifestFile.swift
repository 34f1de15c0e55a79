import FoundationEssentials

extension ManifestExamination {
    /// The maximum length of a manifest, in bytes.
    package static let longestFile = 1 << 20

    /// Examines a file, without looking for the files that the manifest names.
    ///
    /// Throws only if there is no such file, or it is not YAML.
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
        switch FileKind(of: path) {
        case .nothing: throw unreadable("no such file, expected a manifest such as stacktape.yml")
        case .folder: throw unreadable("is a folder, expected a manifest such as stacktape.yml")
        case .file: break
        }
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

/// The kind of what a path leads to, in the words of a problem.
private enum FileKind: String {
    case file = "is a file"
    case folder = "is a folder"
    case nothing = "does not exist"

    init(of path: String) {
        var isFolder = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        self = !exists ? .nothing : isFolder ? .folder : .file
    }
}

extension Manifest {
    /// Reads a file and checks the files that it names.
    package static func readWithFiles(_ path: String, options: ManifestOptions = ManifestOptions())
        throws(ManifestError) -> Manifest
    {
        let manifest = try read(path, options: options)
        let problems = manifest.checkFiles()
        guard problems.isEmpty else { throw ManifestError(.refused, problems) }
        return manifest
    }

    /// Returns a problem, sorted by position, for each named file or folder that is missing or of the wrong kind.
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
        for contents in folders where contents.buildCommand == nil || !contents.isMissing {
            Self.check(contents.directory, .folder, "a folder of files to serve", problems)
        }
        return problems.sortedErrors
    }

    /// Returns a warning, sorted by position, for each folder that its build has yet to make.
    package func unbuiltFolders() -> [ManifestProblem] {
        let problems = Problems(file: givenPath)
        for contents in folders where contents.isMissing {
            guard let command = contents.buildCommand else { continue }
            problems.warn(
                "\(contents.directory.written) does not exist yet, so it is served as an empty bucket: run "
                    + Wording.quoted(command),
                at: contents.directory.position
            )
        }
        return problems.sortedWarnings
    }

    private var folders: [FolderContents] {
        distributions.flatMap { [$0.origin] + $0.routes.map(\.origin) }.compactMap { origin in
            if case .folder(let contents) = origin.source { contents } else { nil }
        }
    }

    private static func check(
        _ path: ManifestPath,
        _ expected: FileKind,
        _ what: String,
        _ problems: Problems
    ) {
        let found = FileKind(of: path.absolute)
        guard found != expected else { return }
        problems.refuse(
            "\(path.written) \(found.rawValue), expected \(what) at \(path.absolute)",
            at: path.position
        )
    }

    private static func check(_ artifact: Packaging.CustomArtifact, _ problems: Problems) {
        let package = artifact.package
        switch FileKind(of: package.absolute) {
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
            if FileKind(of: file) != .file {
                problems.refuse(
                    "the handler's file \(artifact.file) does not exist, expected a source file at \(file)",
                    at: artifact.handlerPosition
                )
            }
        }
    }
}

extension FolderContents {
    fileprivate var isMissing: Bool { FileKind(of: directory.absolute) == .nothing }
}

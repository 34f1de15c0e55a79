import FoundationEssentials
import Subprocess
import SystemPackage

/// Debian's Python, used to zip and unzip packages, to find files by patterns and to run pip.
struct PackagingTool {
    private static let python = "/usr/bin/python3"

    private static let sizesScript = """
        import sys, zipfile
        print(sum(entry.file_size for entry in zipfile.ZipFile(sys.argv[1]).infolist()))
        """

    private static let globScript = """
        import glob, os, sys
        folder = sys.argv[1]
        def report(path):
            print(os.path.relpath(path, folder), end="\\0")
        for pattern in sys.argv[2:]:
            for name in glob.iglob(pattern, root_dir=folder, recursive=True):
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    report(path)
                for root, _, files in os.walk(path):
                    for file in files:
                        report(os.path.join(root, file))
        """

    private static let listScript = """
        import sys, tomllib
        with open(sys.argv[1], "rb") as file:
            print("\\n".join(tomllib.load(file).get("project", {}).get("dependencies", [])))
        """

    /// Installs the Python packages of a file in pip's format, or of a `pyproject.toml` with `project.dependencies`.
    ///
    /// - Returns: the reason why pip failed, if it did.
    /// - Throws: ``HostError`` when Python is missing.
    func install(_ list: String, to folder: String) async throws -> String? {
        let folderOfList = SourceFile.folder(of: list)
        var requirements = list
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        if list.hasSuffix(".toml") {
            let run = try await run(["-c", Self.listScript, list], in: folderOfList)
            if let failure = run.failure { return failure }
            requirements = scratch.path("requirements.txt")
            try Data(run.output.utf8).write(to: URL(filePath: requirements))
        }
        let arguments = [
            "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-compile",
            "--retries", "1", "--target", folder, "--requirement", requirements,
        ]
        return try await run(arguments, in: folderOfList).failure
    }

    /// Zips files and folders of a folder.
    ///
    /// - Throws: ``HostError`` when that fails.
    func zip(_ names: [String], of folder: String, to zip: String) async throws {
        let run = try await run(["-m", "zipfile", "-c", zip] + names, in: folder)
        if let failure = run.failure {
            throw HostError(.missingTool, "\(Self.python) cannot zip a package: \(failure)")
        }
    }

    /// Unzips a file into a folder and never outside it; returns the reason if that failed.
    func unzip(_ zip: String, to folder: String) async throws -> String? {
        try await run(["-m", "zipfile", "-e", zip, folder], in: "/").failure
    }

    /// Returns the unpacked size of a zip file in bytes; nil when it is no zip file.
    func unzippedSize(of zip: String) async throws -> Int? {
        let run = try await run(["-c", Self.sizesScript, zip], in: "/")
        return run.failure == nil ? Int(run.output.filter { !$0.isNewline }) : nil
    }

    /// Finds the relative paths of a folder's files that match patterns: `*` within a folder, `**` across folders.
    func files(of folder: String, matching patterns: [String]) async throws -> Set<String> {
        guard !patterns.isEmpty else { return [] }
        let run = try await run(["-c", Self.globScript, folder] + patterns, in: "/")
        if let failure = run.failure {
            throw HostError(.missingTool, "\(Self.python) cannot search files: \(failure)")
        }
        return Set(run.output.split(separator: "\0").map(String.init))
    }

    /// Runs Python and returns its standard output, or the last line of standard error if it failed.
    private func run(
        _ arguments: [String],
        in folder: String
    ) async throws -> (output: String, failure: String?) {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(Self.python)),
                // Isolated: modules in the folder must not shadow Python's own.
                arguments: Arguments(["-I"] + arguments),
                workingDirectory: FilePath(folder),
                output: .string(limit: 64 << 20),
                error: .string(limit: 1 << 16)
            )
            if result.terminationStatus.isSuccess { return (result.standardOutput, nil) }
            let last = result.standardError.split(separator: "\n").last.map(String.init)
            return ("", last ?? "it ended with \(result.terminationStatus)")
        } catch let error as SubprocessError {
            throw HostError(.missingTool, "\(Self.python) does not run: \(error)")
        }
    }
}

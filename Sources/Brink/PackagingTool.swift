import FoundationEssentials
import Subprocess
import SystemPackage

/// Debian's Python, which zips packages, finds files by patterns, and installs what a list asks for.
struct PackagingTool {
    /// What a run left behind.
    struct Run {
        /// What it wrote.
        let output: String
        /// What it complained of, if it failed: the last line.
        let complaint: String?
    }

    private static let python = "/usr/bin/python3"

    private static let sizesScript = """
        import sys, zipfile
        print(sum(entry.file_size for entry in zipfile.ZipFile(sys.argv[1]).infolist()))
        """

    private static let globScript = """
        import glob, os, sys
        folder = sys.argv[1]
        def tell(path):
            print(os.path.relpath(path, folder), end="\\0")
        for pattern in sys.argv[2:]:
            for name in glob.iglob(pattern, root_dir=folder, recursive=True):
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    tell(path)
                for root, _, files in os.walk(path):
                    for file in files:
                        tell(os.path.join(root, file))
        """

    private static let listScript = """
        import sys, tomllib
        with open(sys.argv[1], "rb") as file:
            print("\\n".join(tomllib.load(file).get("project", {}).get("dependencies", [])))
        """

    /// Installs Python packages into a folder.
    ///
    /// - Parameters:
    ///   - list: by path, a file in pip's format, or a `pyproject.toml`, whose `project.dependencies` count.
    ///   - folder: where they go.
    /// - Returns: what pip complains of, if it fails.
    /// - Throws: ``HostError`` when Python is not there.
    func install(_ list: String, to folder: String) async throws -> String? {
        let beside = SourceFile.folder(of: list)
        var requirements = list
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        if list.hasSuffix(".toml") {
            let run = try await run(["-c", Self.listScript, list], in: beside)
            if let complaint = run.complaint { return complaint }
            let file = scratch.url.appending(path: "requirements.txt")
            try Data(run.output.utf8).write(to: file)
            requirements = file.path(percentEncoded: false)
        }
        let arguments = [
            "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-compile",
            "--retries", "1", "--target", folder, "--requirement", requirements,
        ]
        return try await run(arguments, in: beside).complaint
    }

    /// Zips files and folders of a folder.
    ///
    /// - Throws: ``HostError`` when that cannot be done.
    func zip(_ names: [String], of folder: String, to zip: String) async throws {
        let run = try await run(["-m", "zipfile", "-c", zip] + names, in: folder)
        if let complaint = run.complaint {
            throw HostError(.missingTool, "\(Self.python) could not zip a package: \(complaint)")
        }
    }

    /// Tells how many bytes a zip file unpacks to; nil when it is no zip file.
    func unzippedSize(of zip: String) async throws -> Int? {
        let run = try await run(["-c", Self.sizesScript, zip], in: "/")
        guard run.complaint == nil else { return nil }
        return Int(run.output.filter { !$0.isNewline })
    }

    /// Finds the files of a folder that patterns are about: `*` within a folder, `**` across folders.
    ///
    /// - Returns: their paths relative to the folder.
    func files(of folder: String, matching patterns: [String]) async throws -> Set<String> {
        guard !patterns.isEmpty else { return [] }
        let run = try await run(["-c", Self.globScript, folder] + patterns, in: "/")
        if let complaint = run.complaint {
            throw HostError(.missingTool, "\(Self.python) could not look for files: \(complaint)")
        }
        return Set(run.output.split(separator: "\0").map(String.init))
    }

    private func run(_ arguments: [String], in folder: String) async throws -> Run {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(Self.python)),
                // Nothing that stands in the folder is imported in the place of Python's own.
                arguments: Arguments(["-I"] + arguments),
                workingDirectory: FilePath(folder),
                output: .string(limit: 64 << 20),
                error: .string(limit: 1 << 16)
            )
            guard !result.terminationStatus.isSuccess else {
                return Run(output: result.standardOutput, complaint: nil)
            }
            let last = result.standardError.split(separator: "\n").last.map(String.init)
            return Run(output: "", complaint: last ?? "it ended with \(result.terminationStatus)")
        } catch let error as SubprocessError {
            throw HostError(.missingTool, "\(Self.python) could not be run: \(error)")
        }
    }
}

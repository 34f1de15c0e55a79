import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// An esbuild program.
struct Esbuild: Sendable {
    let path: String
    let version: ToolVersion

    /// Runs a program for its version; nil if it does not run or is another program.
    init?(_ path: String) async {
        let run = try? await Subprocess.run(
            .path(FilePath(path)),
            arguments: ["--version"],
            output: .string(limit: 1 << 10),
            error: .discarded
        )
        guard let run, run.terminationStatus.isSuccess, let version = ToolVersion(run.standardOutput) else {
            return nil
        }
        self.path = path
        self.version = version
    }

    /// Returns the paths of the programs that may bundle a file in `folder`, the preferred one first: the project's own,
    /// then `BRINK_ESBUILD`, then those in `PATH`, then Debian's.
    static func candidates(for folder: String) -> [String] {
        #if arch(arm64)
            let platform = "linux-arm64"
        #else
            let platform = "linux-x64"
        #endif
        let environment = ProcessInfo.processInfo.environment
        // The platform's package first: it needs no other Node.
        let installed = SourceFile.folders(above: folder + "/").flatMap { folder in
            ["@esbuild/\(platform)/bin", ".bin", "esbuild/bin"].map { "\(folder)node_modules/\($0)/esbuild" }
        }
        let named = environment["BRINK_ESBUILD"].map { [SourceFile.absolute($0)] } ?? []
        let inPath = (environment["PATH"] ?? "").split(separator: ":")
            .filter { $0.hasPrefix("/") }.map { "\($0)/esbuild" }
        return (installed + named + inPath + ["/usr/bin/esbuild", "/usr/local/bin/esbuild"])
            .filter(FileManager.default.isExecutableFile)
    }

    /// Returns the program that bundles files in `folder`: the first candidate that runs.
    static func find(for folder: String) async -> Esbuild? {
        for path in candidates(for: folder) {
            if let esbuild = await Esbuild(path) { return esbuild }
        }
        return nil
    }

    /// Identifies the contents of a program without reading or running it: a program that was replaced has another
    /// identity.
    static func identity(of path: String) -> String {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return path }
        let time = status.st_mtim
        return "\(path) \(status.st_size) \(time.tv_sec).\(time.tv_nsec)"
    }
}

/// The version of a tool, such as 0.17.0.
struct ToolVersion: Comparable, Sendable, CustomStringConvertible {
    private let parts: [Int]

    /// Reads a version of three numbers; nil for other text.
    init?(_ text: String) {
        let numbers =
            text.filter { !$0.isWhitespace }.split(separator: "-").first?.split(separator: ".") ?? []
        parts = numbers.compactMap { Int($0) }
        guard numbers.count == 3, parts.count == 3 else { return nil }
    }

    private init(_ parts: [Int]) { self.parts = parts }

    /// Makes a version of esbuild before 1.0.
    static func esbuild(_ minor: Int, _ patch: Int) -> ToolVersion { ToolVersion([0, minor, patch]) }

    static func < (one: ToolVersion, other: ToolVersion) -> Bool {
        one.parts.lexicographicallyPrecedes(other.parts)
    }

    var description: String { parts.map(String.init).joined(separator: ".") }
}

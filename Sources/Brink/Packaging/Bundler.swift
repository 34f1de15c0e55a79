import FoundationEssentials
import Invocations
import Subprocess
import SystemPackage

/// A bundled JavaScript file with its inputs.
struct Bundle: Sendable {
    /// The program text.
    let text: String
    /// The absolute paths of the input files, except the entry file.
    let inputs: [String]
}

/// Bundles a TypeScript or JavaScript handler and its imports into one JavaScript file, with esbuild.
///
/// The bundle includes its source map, so that stack traces name the user's own lines.
struct Bundler: Sendable {
    /// The path of esbuild, where Debian or a manual installation puts it.
    static var program: String? {
        ["/usr/bin/esbuild", "/usr/local/bin/esbuild"].first(where: FileManager.default.isExecutableFile)
    }

    private let cache = BundleCache()

    /// Bundles program text as if from the file at `path`.
    ///
    /// A failure is the one that the platform would have reported: a syntax error, a missing import.
    ///
    /// - Throws: ``HostError`` when esbuild is missing or does not run.
    func bundle(
        _ text: String,
        at path: String,
        options: PackagingOptions = PackagingOptions()
    ) async throws -> Result<Bundle, HandlerFailure> {
        guard let program = Self.program else {
            throw HostError(
                .missingTool,
                "\(path) cannot be bundled without esbuild; install it with: apt-get install esbuild"
            )
        }
        let recipe = BundleRecipe(path: path, options)
        if let cached = cache.bundle(of: text, by: recipe) { return .success(cached) }

        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        // Source paths are relative to the bundle, which then runs elsewhere. With the scratch folder as the source root
        // they resolve from anywhere.
        let outputs = [
            "--outfile=\(scratch.path("bundle.js"))", "--metafile=\(scratch.path("inputs.json"))",
            "--source-root=\(scratch.url.absoluteString)/",
        ]
        if let errors = try await run(program, recipe.arguments + outputs, text, in: recipe.folder) {
            return .failure(failure(from: errors, at: path))
        }
        let listing = try Data(contentsOf: scratch.url.appending(path: "inputs.json"))
        // Program text from standard input is listed too.
        let inputs = try JSONDecoder().decode(Listing.self, from: listing).inputs.keys
            .filter { $0 != "<stdin>" }
            .map { SourceFile.absolute($0.hasPrefix("/") ? $0 : "\(recipe.folder)/\($0)") }
        let bundle = Bundle(
            text: String(
                decoding: try Data(contentsOf: scratch.url.appending(path: "bundle.js")),
                as: UTF8.self
            ),
            inputs: inputs.filter { $0 != path }
        )
        cache.keep(bundle, of: text, by: recipe)
        return .success(bundle)
    }

    private struct Listing: Decodable {
        struct Input: Decodable {}
        let inputs: [String: Input]
    }

    /// Runs the bundler on program text and returns its error output if it failed.
    private func run(
        _ program: String,
        _ arguments: [String],
        _ text: String,
        in folder: String
    ) async throws -> String? {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program)),
                arguments: Arguments(arguments),
                workingDirectory: FilePath(folder),
                input: .string(text),
                output: .discarded,
                error: .string(limit: 1 << 20)
            )
            return result.terminationStatus.isSuccess ? nil : result.standardError
        } catch {
            throw HostError(.missingTool, "\(program) does not run: \(error)")
        }
    }

    /// Parses esbuild's first error: a line `✘ [ERROR] message`, a blank one, and `file:line:column:`.
    private func failure(from errors: String, at path: String) -> HandlerFailure {
        let lines = errors.split(separator: "\n", omittingEmptySubsequences: true)
            .map { String($0.drop(while: { $0 == " " })) }
        let mark = "✘ [ERROR] "
        let message = lines.first { $0.hasPrefix(mark) }?.dropFirst(mark.count) ?? "esbuild failed"
        let position = lines.first { $0.hasSuffix(":") && $0.split(separator: ":").count >= 3 }
        let location = position.map { String($0.dropLast()) } ?? path
        if message.hasPrefix("Could not resolve") { return .failedImport("Error: \(location): \(message)") }
        return HandlerFailure(
            errorType: "Runtime.UserCodeSyntaxError",
            errorMessage: "SyntaxError: \(location): \(message)"
        )
    }
}

extension HandlerFailure {
    /// The platform's failure of a function that lacks a module.
    static func failedImport(_ message: String) -> HandlerFailure {
        HandlerFailure(errorType: "Runtime.ImportModuleError", errorMessage: message)
    }
}

/// The folder and the arguments to bundle one entry file with.
struct BundleRecipe: Sendable {
    let path: String
    let folder: String
    let arguments: [String]
    private let tsConfig: String?

    init(path: String, _ options: PackagingOptions) {
        self.path = path
        tsConfig = options.tsConfig.map(SourceFile.absolute)
        let beside = SourceFile.folder(of: path)
        // Program text without a file may have a folder that does not exist.
        folder = FileManager.default.fileExists(atPath: beside) ? beside : "/"
        let file = URL(filePath: path)
        var arguments = [
            "--bundle", "--platform=node", "--target=node18",
            "--loader=\(Self.loaders[file.pathExtension] ?? "ts")",
            "--format=\(Self.isModule(path) ? "esm" : "cjs")",
            "--sourcefile=\(file.lastPathComponent)",
            "--log-level=error", "--color=false", "--log-limit=1",
        ]
        if options.hasSourceMap { arguments.append("--sourcemap=inline") }
        if let tsConfig { arguments.append("--tsconfig=\(tsConfig)") }
        arguments += (options.unbundledPackages + options.excludedPackages).map { "--external:\($0)" }
        self.arguments = arguments
    }

    /// esbuild's loaders by file extension: JavaScript has its own, because `a<b>(c)` means something else in TypeScript.
    private static let loaders = ["js": "js", "mjs": "js", "cjs": "js", "jsx": "jsx", "tsx": "tsx"]

    /// The paths where the bundler looks for its settings: the given file, or `tsconfig.json` in the entry file's folder
    /// and all folders above.
    var settingsFiles: [String] {
        if let tsConfig { return [tsConfig] }
        return SourceFile.folders(above: folder + "/").map { $0 + "tsconfig.json" }
    }

    /// Returns true if Node loads the file as an ES module, by its extension or the nearest `package.json`.
    ///
    /// Source: `N3:UserFunction.js`.
    private static func isModule(_ path: String) -> Bool {
        if path.hasSuffix(".mts") || path.hasSuffix(".mjs") { return true }
        if path.hasSuffix(".cts") || path.hasSuffix(".cjs") { return false }
        for folder in SourceFile.folders(above: path) {
            if folder.hasSuffix("/node_modules/") { return false }
            if let text = FileManager.default.contents(atPath: folder + "package.json") {
                return (try? JSONDecoder().decode(PackageType.self, from: text))?.type == "module"
            }
        }
        return false
    }

    private struct PackageType: Decodable {
        let type: String?
    }
}

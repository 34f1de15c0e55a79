import FoundationEssentials
import HandlerRuntime
import Subprocess
import SystemPackage

/// One file of JavaScript, and what it was made of.
struct Bundle: Sendable {
    /// The program text.
    let text: String
    /// The absolute paths of the files that went into it, beside the entry file.
    let inputs: [String]
}

/// Makes one file of JavaScript of a handler in TypeScript or JavaScript and all that it imports, with esbuild.
///
/// The bundle carries its source map, so that stack traces name the lines that the user wrote.
struct Bundler: Sendable {
    /// The bundler, where Debian or a person would have put it.
    static var program: String? {
        ["/usr/bin/esbuild", "/usr/local/bin/esbuild"].first(where: FileManager.default.isExecutableFile)
    }

    private let cache = BundleCache()

    /// Bundles program text that stands, or is to be taken to stand, at a path.
    ///
    /// - Parameters:
    ///   - text: the program text.
    ///   - path: where it stands.
    ///   - options: what is not left to the bundler.
    /// - Returns: the bundle, or the failure that the platform would have met: a syntax error, an import that
    ///   is not there.
    /// - Throws: ``HostError`` when esbuild is not there or does not run.
    func bundle(
        _ text: String,
        at path: String,
        options: PackagingOptions = PackagingOptions()
    ) async throws -> Result<Bundle, HandlerFailure> {
        guard let program = Self.program else {
            throw HostError(
                .missingTool,
                "esbuild is not there, and \(path) is TypeScript; install it with: apt-get install esbuild"
            )
        }
        let recipe = BundleRecipe(path: path, options)
        if let cached = cache.bundle(of: text, by: recipe) { return .success(cached) }

        let workplace = try BundleWorkplace()
        defer { workplace.remove() }
        let complaint = try await run(
            program,
            recipe.arguments + workplace.arguments,
            text,
            in: recipe.folder
        )
        if let complaint { return .failure(failure(from: complaint, at: path)) }
        let bundle = Bundle(
            text: try workplace.bundle,
            inputs: try workplace.inputs.map { $0.hasPrefix("/") ? $0 : "\(recipe.folder)/\($0)" }
                .map(SourceFile.absolute).filter { $0 != path }
        )
        cache.keep(bundle, of: text, by: recipe)
        return .success(bundle)
    }

    /// Runs the bundler on program text, and hands out its complaint if it has one.
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
            throw HostError(.missingTool, "\(program) could not be run: \(error)")
        }
    }

    /// Reads esbuild's first complaint: a line `✘ [ERROR] what`, a blank one, and `file:line:column:`.
    private func failure(from complaint: String, at path: String) -> HandlerFailure {
        let lines = complaint.split(separator: "\n", omittingEmptySubsequences: true)
            .map { String($0.drop(while: { $0 == " " })) }
        let mark = "✘ [ERROR] "
        let what = lines.first { $0.hasPrefix(mark) }?.dropFirst(mark.count) ?? "esbuild failed"
        let place = lines.first { $0.hasSuffix(":") && $0.split(separator: ":").count >= 3 }
        let location = place.map { String($0.dropLast()) } ?? path
        if what.hasPrefix("Could not resolve") {
            return HandlerFailure(
                errorType: "Runtime.ImportModuleError",
                errorMessage: "Error: \(location): \(what)"
            )
        }
        return HandlerFailure(
            errorType: "Runtime.UserCodeSyntaxError",
            errorMessage: "SyntaxError: \(location): \(what)"
        )
    }
}

/// How one entry file is bundled.
struct BundleRecipe: Sendable {
    let path: String
    let folder: String
    let arguments: [String]
    private let tsConfig: String?

    init(path: String, _ options: PackagingOptions) {
        self.path = path
        tsConfig = options.tsConfig.map(SourceFile.absolute)
        let file = URL(filePath: path)
        let beside = file.deletingLastPathComponent().path(percentEncoded: false)
        // Text that stands in no file may be said to stand in a folder that is not there either.
        folder = FileManager.default.fileExists(atPath: beside) ? beside : "/"
        var arguments = [
            "--bundle", "--platform=node", "--target=node18", "--loader=\(Self.loader(path))",
            "--format=\(Self.isModule(path) ? "esm" : "cjs")",
            "--sourcefile=\(file.lastPathComponent)",
            "--log-level=error", "--color=false", "--log-limit=1",
        ]
        if options.hasSourceMap { arguments.append("--sourcemap=inline") }
        if let tsConfig { arguments.append("--tsconfig=\(tsConfig)") }
        arguments += (options.unbundledPackages + options.excludedPackages).map { "--external:\($0)" }
        self.arguments = arguments
    }

    /// JavaScript is no TypeScript: `a<b>(c)` means something else in it.
    private static func loader(_ path: String) -> String {
        switch path.split(separator: ".").last {
        case "js", "mjs", "cjs": "js"
        case "jsx": "jsx"
        case "tsx": "tsx"
        default: "ts"
        }
    }

    /// Where the bundler looks for its settings: in the file that it is told of, or beside the entry file and in every
    /// folder above it.
    var settingsFiles: [String] {
        if let tsConfig { return [tsConfig] }
        var folder = URL(filePath: folder)
        var files = [folder.appending(path: "tsconfig.json")]
        while folder.path(percentEncoded: false) != "/" {
            folder.deleteLastPathComponent()
            files.append(folder.appending(path: "tsconfig.json"))
        }
        return files.map { $0.path(percentEncoded: false) }
    }

    /// Whether Node would take the file for an ES module: by its extension, or by the nearest `package.json`.
    ///
    /// Source: `N3:UserFunction.js`.
    private static func isModule(_ path: String) -> Bool {
        if path.hasSuffix(".mts") || path.hasSuffix(".mjs") { return true }
        if path.hasSuffix(".cts") || path.hasSuffix(".cjs") { return false }
        var folder = URL(filePath: path).deletingLastPathComponent()
        while folder.lastPathComponent != "node_modules" {
            let package = folder.appending(path: "package.json").path(percentEncoded: false)
            if let text = FileManager.default.contents(atPath: package) {
                return (try? JSONDecoder().decode(PackageType.self, from: text))?.type == "module"
            }
            if folder.path(percentEncoded: false) == "/" { return false }
            folder.deleteLastPathComponent()
        }
        return false
    }

    private struct PackageType: Decodable {
        let type: String?
    }
}

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
    /// The absolute paths of TypeScript's settings, and of files that would be settings if they existed.
    var settings: [String] = []
}

/// Bundles a TypeScript or JavaScript handler and its imports into one JavaScript file, with esbuild.
///
/// The bundle includes its source map, so that stack traces name the user's own lines.
struct Bundler: Sendable {
    private let cache = BundleCache()

    /// Bundles a file, or program text as if it were in the file.
    ///
    /// A failure is the one that the platform would have reported: a syntax error, a missing import.
    ///
    /// - Throws: ``HostError`` when esbuild is missing, or compiles the file differently from newer versions.
    func bundle(
        _ file: SourceFile,
        isText: Bool = false,
        options: PackagingOptions = PackagingOptions()
    ) async throws -> Result<Bundle, HandlerFailure> {
        let recipe = BundleRecipe(file, isText: isText, options)
        for program in Esbuild.candidates(for: recipe.folder) {
            let identity = Esbuild.identity(of: program)
            if let cached = cache.bundle(of: file.text, by: recipe, with: identity) {
                return .success(cached)
            }
            guard let esbuild = await Esbuild(program) else { continue }
            let result = try await bundle(file, recipe, esbuild)
            if case .success(let bundle) = result {
                cache.keep(bundle, of: file.text, by: recipe, with: identity)
            }
            return result
        }
        throw HostError(
            .missingTool,
            "\(file.path) cannot be bundled without esbuild; install it with: apt-get install esbuild"
        )
    }

    private func bundle(
        _ file: SourceFile,
        _ recipe: BundleRecipe,
        _ esbuild: Esbuild
    ) async throws -> Result<Bundle, HandlerFailure> {
        let entrySettings = TypeScriptSettings(recipe.tsConfig, of: file.path)
        try check(entrySettings, with: esbuild)
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        // Source paths are relative to the bundle, which then runs elsewhere. With the scratch folder as the source root
        // they resolve from anywhere.
        var outputs = [
            "--outfile=\(scratch.path("bundle.js"))", "--metafile=\(scratch.path("inputs.json"))",
            "--source-root=\(scratch.url.absoluteString)/",
        ]
        if esbuild.version < EsbuildFeature.staticBlocks {
            outputs.append("--supported:class-static-blocks=false")
        }
        if let errors = try await run(
            esbuild.path,
            recipe.arguments + outputs,
            recipe.input,
            in: recipe.folder
        ) {
            let error = EsbuildError(errors)
            let location = error.location ?? file.path
            if let refusal = EsbuildFeature.rejected(error.message, error.line)?.error(
                in: location,
                with: esbuild
            ) {
                throw refusal
            }
            return .failure(error.failure(at: location))
        }
        let listing = try Data(contentsOf: scratch.url.appending(path: "inputs.json"))
        let text = try Data(contentsOf: scratch.url.appending(path: "bundle.js"))
        let bundle = BundledText(
            String(decoding: text, as: UTF8.self),
            of: try JSONDecoder().decode(Listing.self, from: listing).inputs.keys.map(\.self),
            recipe
        )
        var settings = entrySettings.files
        for path in bundle.typeScriptFiles {
            let own = TypeScriptSettings(recipe.tsConfig, of: path)
            try check(own, with: esbuild)
            settings += own.files
            if esbuild.version < EsbuildFeature.experimentalDecoratorsSetting, !own.hasExperimentalDecorators,
                bundle.decoratedFiles.contains(path),
                let refusal = EsbuildFeature.decorators.error(in: path, with: esbuild)
            {
                throw refusal
            }
        }
        let inputs = bundle.files.values.filter { $0 != file.path }
        return .success(Bundle(text: bundle.text, inputs: inputs, settings: Set(settings).sorted()))
    }

    /// Throws when esbuild would ignore a setting.
    private func check(_ settings: TypeScriptSettings, with esbuild: Esbuild) throws {
        for (feature, file) in settings.features {
            if let refusal = feature.error(in: file, with: esbuild) { throw refusal }
        }
    }

    private struct Listing: Decodable {
        struct Input: Decodable {}
        let inputs: [String: Input]
    }

    /// Runs the bundler and returns its error output if it failed.
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
}

extension HandlerFailure {
    /// The platform's failure of a function that lacks a module.
    static func failedImport(_ message: String) -> HandlerFailure {
        HandlerFailure(errorType: "Runtime.ImportModuleError", errorMessage: message)
    }
}

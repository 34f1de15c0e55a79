import ArgumentParser
import Brink
import FoundationEssentials
import Invocations
import StacktapeManifest

/// The handler that a command runs: a file, or a function of a manifest.
struct ChosenHandler {
    private static let defaultManifest = "stacktape.yml"

    /// The function's own settings, which options override.
    let definition: FunctionDefinition

    /// Finds a handler: a file if it exists, otherwise a function of the manifest or of `stacktape.yml` in this folder.
    init(_ argument: HandlerArgument, manifest: String?, _ options: RunOptions) throws {
        let files = FileManager.default
        let isFile = argument.path.contains("/") || files.fileExists(atPath: argument.path)
        guard !isFile || manifest != nil, argument.export == nil,
            let path = manifest
                ?? (files.fileExists(atPath: Self.defaultManifest) ? Self.defaultManifest : nil)
        else {
            definition = FunctionDefinition(.file(argument.path, export: argument.export))
            return
        }
        let read = try Manifest.read(path)
        if let function = read.function(named: argument.path) {
            definition =
                FunctionPlan(
                    function,
                    of: read.folder,
                    limits: options.function.limits,
                    isolation: options.isolation
                ).definition
            return
        }
        // A name with a dot is that of a source file, which the host reports as missing.
        guard manifest != nil || !argument.path.contains(".") else {
            definition = FunctionDefinition(.file(argument.path))
            return
        }
        let names = read.functions.map(\.name)
        let hint = argument.path.nearest(among: names).map { "; did you mean \($0)?" } ?? ""
        throw ValidationError(
            "\(argument.path): \(path) has no function of this name, expected "
                + (names.isEmpty ? "a manifest with functions" : "one of \(names.joined(separator: ", "))")
                + hint
        )
    }
}

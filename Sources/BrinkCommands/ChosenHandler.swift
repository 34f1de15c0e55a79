import ArgumentParser
import Brink
import FoundationEssentials
import HandlerRuntime
import StacktapeManifest

/// The handler that a command is about: a file, or a function of a manifest.
struct ChosenHandler {
    /// What is run, before options override it.
    let definition: FunctionDefinition

    /// Finds a handler.
    ///
    /// - Parameters:
    ///   - argument: `PATH[:EXPORT]` or a function's name; a file that is there goes before a function.
    ///   - manifest: the manifest that was named; `stacktape.yml` in this folder if none was, and if there is one.
    ///   - options: whose rules the function is run by.
    /// - Throws: when there is neither, one line about both.
    init(_ argument: HandlerArgument, manifest: String?, _ options: FunctionOptions) throws {
        let usual = "stacktape.yml"
        let files = FileManager.default
        let isFile = argument.path.contains("/") || files.fileExists(atPath: argument.path)
        guard !isFile || manifest != nil, argument.export == nil,
            let path = manifest ?? (files.fileExists(atPath: usual) ? usual : nil)
        else {
            definition = FunctionDefinition(.file(argument.path, export: argument.export))
            return
        }
        let read = try Manifest.read(path)
        if let function = read.function(named: argument.path) {
            definition =
                FunctionPlan(function, limits: options.limits, isolation: options.isolation).definition
            return
        }
        guard manifest != nil || !Self.isSource(argument.path) else {
            definition = FunctionDefinition(.file(argument.path))
            return
        }
        let names = read.functions.map(\.name)
        let hint = argument.path.nearest(among: names).map { "; did you mean \($0)?" } ?? ""
        throw ValidationError(
            "\(argument.path): \(path) has no function of this name, expected "
                + (names.isEmpty ? "one with functions" : "one of \(names.joined(separator: ", "))") + hint
        )
    }

    /// Whether a name is one of a source file, which may just not be there.
    private static func isSource(_ path: String) -> Bool { path.contains(".") }
}

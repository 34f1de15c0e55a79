import FoundationEssentials
import Invocations

/// The language of a handler's source.
enum SourceLanguage: String, Sendable {
    case javaScript = "JavaScript"
    case typeScript = "TypeScript"
    case python = "Python"

    private static let extensions: [String: SourceLanguage] = [
        "js": .javaScript, "mjs": .javaScript, "cjs": .javaScript, "jsx": .javaScript,
        "ts": .typeScript, "mts": .typeScript, "cts": .typeScript, "tsx": .typeScript,
        "py": .python,
    ]

    /// Finds the language by a file's extension.
    init(path: String) throws {
        let file = path.split(separator: "/").last ?? ""
        let pieces = file.split(separator: ".")
        guard pieces.count > 1, let last = pieces.last, let language = Self.extensions[String(last)] else {
            throw HostError(
                .unknownLanguage,
                "\(path): unknown file extension; expected "
                    + ".js, .mjs, .cjs, .jsx, .ts, .mts, .cts, .tsx or .py"
            )
        }
        self = language
    }

    /// Finds the language of an unpacked package by its handler string: Python if the package has that module, else
    /// JavaScript.
    init(package root: String, handler: String) {
        let module = handler.split(separator: ".").dropLast().joined(separator: "/")
        let candidates = ["\(root)/\(module).py", "\(root)/\(module)/__init__.py"]
        self = candidates.contains { FileManager.default.fileExists(atPath: $0) } ? .python : .javaScript
    }

    var runtimeLanguage: RuntimeIdentifier.Language {
        self == .python ? .python : .node
    }
}

import FoundationEssentials
import HandlerRuntime

/// The language that a handler's source is written in.
enum SourceLanguage: String, Sendable {
    case javaScript = "JavaScript"
    case typeScript = "TypeScript"
    case python = "Python"

    private static let extensions: [String: SourceLanguage] = [
        "js": .javaScript, "mjs": .javaScript, "cjs": .javaScript, "jsx": .javaScript,
        "ts": .typeScript, "mts": .typeScript, "cts": .typeScript, "tsx": .typeScript,
        "py": .python,
    ]

    /// Tells the language from a file's extension.
    init(path: String) throws {
        let file = path.split(separator: "/").last ?? ""
        let pieces = file.split(separator: ".")
        guard pieces.count > 1, let last = pieces.last, let language = Self.extensions[String(last)] else {
            throw HostError(
                .unknownLanguage,
                "\(path): no language is known for this extension; expected "
                    + ".js, .mjs, .cjs, .jsx, .ts, .mts, .cts, .tsx or .py"
            )
        }
        self = language
    }

    /// Tells the language of an unpacked package from the file that its handler string would be looked up in:
    /// Python if there is such a file or folder, else JavaScript.
    init(package root: String, handler: String) {
        let module = handler.split(separator: ".").dropLast().joined(separator: "/")
        let candidates = ["\(root)/\(module).py", "\(root)/\(module)/__init__.py"]
        self = candidates.contains { FileManager.default.fileExists(atPath: $0) } ? .python : .javaScript
    }

    var runtimeLanguage: RuntimeIdentifier.Language {
        self == .python ? .python : .node
    }
}

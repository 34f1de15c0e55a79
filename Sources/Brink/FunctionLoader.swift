import FoundationEssentials
import HandlerRuntime

/// A function that is ready to be started, or that will fail to.
struct PreparedFunction: Sendable {
    var configuration: FunctionConfiguration

    /// Why the function's init phase will fail, when that is known without an interpreter.
    var loadFailure: HandlerFailure?
}

/// Turns definitions into functions: finds the file, tells the language, checks the settings, bundles
/// TypeScript.
struct FunctionLoader: Sendable {
    private let bundler = Bundler()

    func prepare(_ definition: FunctionDefinition) async throws -> PreparedFunction {
        guard definition.memoryMB > 0 else {
            throw HostError(.badSetting, "a memory of \(definition.memoryMB) MB: expected at least 1")
        }
        guard definition.timeout > .zero else {
            throw HostError(.badSetting, "a timeout of \(definition.timeout): expected more than 0 seconds")
        }
        switch definition.source {
        case .package(let root, let handler):
            return try preparePackage(root: absolute(root), handler: handler, definition)
        case .text(let text, let path, let export):
            return try await prepare(text, at: absolute(path), export: export, definition)
        case .file(let path, let export):
            let path = absolute(path)
            let text = try read(path)
            let language = try SourceLanguage(path: path)
            guard language == .typeScript else {
                let code = HandlerCode(
                    taskRoot: folder(of: path),
                    entry: .file(path: path, export: export)
                )
                return PreparedFunction(configuration: try configuration(definition, code, language))
            }
            return try await prepare(text, at: path, export: export, definition)
        }
    }

    private func prepare(
        _ text: String,
        at path: String,
        export: String?,
        _ definition: FunctionDefinition
    ) async throws -> PreparedFunction {
        let language = try SourceLanguage(path: path)
        let taskRoot = folder(of: path)
        var code = HandlerCode(taskRoot: taskRoot, entry: .text(text, path: path, export: export))
        var failure: HandlerFailure?
        if language == .typeScript {
            switch try await bundler.bundle(text, at: path) {
            case .success(let bundle): code.entry = .text(bundle, path: path, export: export)
            case .failure(let error): failure = error
            }
        }
        return PreparedFunction(
            configuration: try configuration(definition, code, language),
            loadFailure: failure
        )
    }

    private func preparePackage(
        root: String,
        handler: String,
        _ definition: FunctionDefinition
    ) throws -> PreparedFunction {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder else {
            throw HostError(.unreadableHandler, "\(root): expected a folder that holds a package")
        }
        let code = HandlerCode(taskRoot: root, entry: .handlerString(handler))
        let language = definition.runtime.map { $0.language == .node ? SourceLanguage.javaScript : .python }
        return PreparedFunction(
            configuration: try configuration(
                definition,
                code,
                language ?? SourceLanguage(package: root, handler: handler)
            )
        )
    }

    private func configuration(
        _ definition: FunctionDefinition,
        _ code: HandlerCode,
        _ language: SourceLanguage
    ) throws -> FunctionConfiguration {
        let runtime = HandlerHost.runtime(for: language.runtimeLanguage)
        if let declared = definition.runtime, declared.language != language.runtimeLanguage {
            throw HostError(.badSetting, "the runtime \(declared) does not run \(language.rawValue) handlers")
        }
        return FunctionConfiguration(
            name: definition.name ?? code.defaultName,
            code: code,
            runtime: definition.runtime ?? RuntimeIdentifier(embedded: runtime),
            memoryMB: definition.memoryMB,
            timeout: definition.timeout,
            region: definition.region
        )
    }

    private func read(_ path: String) throws -> String {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw HostError(.unreadableHandler, "\(path): no such file; expected a handler's source file")
        }
        guard !isFolder else {
            throw HostError(.unreadableHandler, "\(path): is a folder; expected a handler's source file")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw HostError(.unreadableHandler, "\(path): cannot be read; expected a readable source file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HostError(.unreadableHandler, "\(path): is not UTF-8; expected a handler's source file")
        }
        return text
    }

    private func absolute(_ path: String) -> String {
        let folder = FileManager.default.currentDirectoryPath
        let whole = path.hasPrefix("/") ? path : folder + "/" + path
        return URL(filePath: whole).standardizedFileURL.path(percentEncoded: false)
    }

    private func folder(of path: String) -> String {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return folder.isEmpty ? "/" : String(folder)
    }
}

extension HandlerCode {
    /// The handler file's name without its extension.
    fileprivate var defaultName: String {
        let path =
            switch entry {
            case .handlerString(let handler): handler
            case .file(let path, _), .text(_, let path, _): path
            }
        let file = path.split(separator: "/").last ?? "function"
        return file.split(separator: ".").first.map(String.init) ?? "function"
    }
}

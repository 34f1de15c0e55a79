import FoundationEssentials
import HandlerRuntime
import Invocations

/// Turns definitions into functions: finds the file and the language, checks the settings, bundles TypeScript.
struct FunctionLoader: Sendable {
    private let bundler = Bundler()
    private let pythonPackages = PythonPackages()

    func prepare(_ definition: FunctionDefinition) async throws -> PreparedFunction {
        let (timeout, concurrency) = (definition.timeout, definition.concurrency)
        try check(definition.memoryMB > 0, "a memory of \(definition.memoryMB) MB; expected at least 1")
        try check(timeout > .zero, "a timeout of \(timeout); expected more than 0 seconds")
        try check(concurrency >= 1, "a concurrency of \(concurrency); expected at least 1")
        switch definition.source {
        case .package(let root, let handler):
            return try prepare(definition, handler, in: SourceFile.absolute(root))
        case .archive(let path, let handler):
            let archive = SourceFile.absolute(path)
            let package = try await UnpackedPackage(archive: archive)
            return try prepare(definition, handler, in: package.root, sources: [archive], unpacked: package)
        case .text(let text, let path, let export):
            let file = try SourceFile(text, at: path)
            let entry = HandlerCode.Entry.text(text, path: file.path, export: export)
            let isBundled = file.language == .typeScript
            return try await prepare(definition, file, entry, export: export, isBundled: isBundled)
        case .file(let path, let export):
            let file = try SourceFile(path)
            let entry = HandlerCode.Entry.file(path: file.path, export: export)
            let isBundled = file.language == .typeScript
            return try await prepare(definition, file, entry, export: export, isBundled: isBundled)
        case .bundle(let path, let export, let options):
            let file = try SourceFile(path)
            let entry = HandlerCode.Entry.file(path: file.path, export: export)
            let isBundled = file.language != .python
            return try await prepare(definition, file, entry, export: export, isBundled: isBundled, options)
        }
    }

    private func check(_ isValid: Bool, _ message: String) throws {
        guard isValid else { throw HostError(.badSetting, message) }
    }

    private func prepare(
        _ definition: FunctionDefinition,
        _ file: SourceFile,
        _ entry: HandlerCode.Entry,
        export: String?,
        isBundled: Bool,
        _ options: PackagingOptions = PackagingOptions()
    ) async throws -> PreparedFunction {
        let isText = if case .text = entry { true } else { false }
        let root =
            isText && definition.root == nil
            ? SourceFile.folder(of: file.path) : try TaskRoot(definition.root, of: file.path).path
        var code = HandlerCode(taskRoot: root, entry: entry)
        var failure: HandlerFailure?
        var sources = [file.path]
        if isBundled {
            switch try await bundler.bundle(file, isText: isText, options: options) {
            case .success(let bundle):
                code.entry = .text(bundle.text, path: file.path, export: export)
                sources += bundle.inputs
            case .failure(let error): failure = error
            }
        } else if let list = options.pythonDependencies, file.language == .python {
            sources.append(SourceFile.absolute(list))
            switch try await pythonPackages.folder(for: list) {
            case .success(let folder): code.packageFolder = folder
            case .failure(let error): failure = error
            }
        }
        return PreparedFunction(
            configuration: try configuration(definition, code, file.language),
            declaresRuntime: definition.runtime != nil,
            loadFailure: failure,
            sources: sources
        )
    }

    private func prepare(
        _ definition: FunctionDefinition,
        _ handler: String,
        in root: String,
        sources: [String] = [],
        unpacked: UnpackedPackage? = nil
    ) throws -> PreparedFunction {
        try check(definition.root == nil, "a root for a package; expected none, since the package is its own")
        var isFolder = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder else {
            throw HostError(.unreadableHandler, "\(root): no such folder; expected an unpacked package")
        }
        let declared = definition.runtime.map { $0.language == .node ? SourceLanguage.javaScript : .python }
        let language = declared ?? SourceLanguage(package: root, handler: handler)
        let code = HandlerCode(taskRoot: root, entry: .handlerString(handler))
        return PreparedFunction(
            configuration: try configuration(definition, code, language),
            declaresRuntime: definition.runtime != nil,
            sources: sources,
            unpacked: unpacked
        )
    }

    private func configuration(
        _ definition: FunctionDefinition,
        _ code: HandlerCode,
        _ language: SourceLanguage
    ) throws -> FunctionConfiguration {
        if let declared = definition.runtime, declared.language != language.runtimeLanguage {
            throw HostError(.badSetting, "runtime \(declared) does not run \(language.rawValue) handlers")
        }
        var code = code
        if language == .python { code.sdkFolder = pythonPackages.sdkFolder }
        return FunctionConfiguration(
            name: definition.name ?? code.defaultName,
            code: code,
            runtime: definition.runtime ?? Runtimes.undeclared(language.runtimeLanguage),
            memoryMB: definition.memoryMB,
            timeout: definition.timeout,
            region: definition.region
        )
    }
}

extension HandlerCode {
    /// The handler file's name, without its extension.
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

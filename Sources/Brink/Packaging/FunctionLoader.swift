import FoundationEssentials
import HandlerRuntime
import Invocations

/// Turns definitions into functions: finds the file and the language, checks the settings, bundles TypeScript.
struct FunctionLoader: Sendable {
    private let bundler = Bundler()
    private let pythonPackages = PythonPackages()

    func prepare(_ definition: FunctionDefinition) async throws -> PreparedFunction {
        try check(definition.memoryMB > 0, "a memory of \(definition.memoryMB) MB; expected at least 1")
        try check(
            definition.timeout > .zero,
            "a timeout of \(definition.timeout); expected more than 0 seconds"
        )
        try check(
            definition.concurrency >= 1,
            "a concurrency of \(definition.concurrency); expected at least 1"
        )
        switch definition.source {
        case .package(let root, let handler):
            return try preparePackage(root: SourceFile.absolute(root), handler: handler, definition)
        case .archive(let path, let handler):
            let archive = SourceFile.absolute(path)
            let package = try await UnpackedPackage(archive: archive)
            return try preparePackage(
                root: package.root,
                handler: handler,
                definition,
                sources: [archive],
                unpacked: package
            )
        case .text(let text, let path, let export):
            let absolute = SourceFile.absolute(path)
            let isBundled = try SourceLanguage(path: absolute) == .typeScript
            return try await prepare(text, at: absolute, export: export, isBundled: isBundled, definition)
        case .file(let path, let export):
            let file = try SourceFile(path)
            return try await prepare(
                file,
                export: export,
                isBundled: file.language == .typeScript,
                definition
            )
        case .bundle(let path, let export, let options):
            let file = try SourceFile(path)
            return try await prepare(
                file,
                export: export,
                isBundled: file.language != .python,
                definition,
                options: options
            )
        }
    }

    private func check(_ isValid: Bool, _ message: String) throws {
        guard isValid else { throw HostError(.badSetting, message) }
    }

    private func prepare(
        _ file: SourceFile,
        export: String?,
        isBundled: Bool,
        _ definition: FunctionDefinition,
        options: PackagingOptions = PackagingOptions()
    ) async throws -> PreparedFunction {
        guard !isBundled else {
            return try await prepare(
                file.text,
                at: file.path,
                export: export,
                isBundled: true,
                definition,
                options: options
            )
        }
        var code = HandlerCode(
            taskRoot: SourceFile.folder(of: file.path),
            entry: .file(path: file.path, export: export)
        )
        var failure: HandlerFailure?
        var sources = [file.path]
        if let list = options.pythonDependencies, file.language == .python {
            sources.append(SourceFile.absolute(list))
            switch try await pythonPackages.folder(for: list) {
            case .success(let folder): code.packageFolder = folder
            case .failure(let error): failure = error
            }
        }
        return PreparedFunction(
            configuration: try configuration(definition, code, file.language),
            loadFailure: failure,
            sources: sources
        )
    }

    private func prepare(
        _ text: String,
        at path: String,
        export: String?,
        isBundled: Bool,
        _ definition: FunctionDefinition,
        options: PackagingOptions = PackagingOptions()
    ) async throws -> PreparedFunction {
        let language = try SourceLanguage(path: path)
        let taskRoot = SourceFile.folder(of: path)
        var code = HandlerCode(taskRoot: taskRoot, entry: .text(text, path: path, export: export))
        var failure: HandlerFailure?
        var sources = [path]
        if isBundled {
            switch try await bundler.bundle(text, at: path, options: options) {
            case .success(let bundle):
                code.entry = .text(bundle.text, path: path, export: export)
                sources += bundle.inputs
            case .failure(let error): failure = error
            }
        }
        return PreparedFunction(
            configuration: try configuration(definition, code, language),
            loadFailure: failure,
            sources: sources
        )
    }

    private func preparePackage(
        root: String,
        handler: String,
        _ definition: FunctionDefinition,
        sources: [String] = [],
        unpacked: UnpackedPackage? = nil
    ) throws -> PreparedFunction {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder else {
            throw HostError(.unreadableHandler, "\(root): no such folder; expected an unpacked package")
        }
        let code = HandlerCode(taskRoot: root, entry: .handlerString(handler))
        let language = definition.runtime.map { $0.language == .node ? SourceLanguage.javaScript : .python }
        return PreparedFunction(
            configuration: try configuration(
                definition,
                code,
                language ?? SourceLanguage(package: root, handler: handler)
            ),
            sources: sources,
            unpacked: unpacked
        )
    }

    private func configuration(
        _ definition: FunctionDefinition,
        _ code: HandlerCode,
        _ language: SourceLanguage
    ) throws -> FunctionConfiguration {
        let runtime = Runtimes.runtime(for: language.runtimeLanguage, in: .inProcess)
        if let declared = definition.runtime, declared.language != language.runtimeLanguage {
            throw HostError(.badSetting, "runtime \(declared) does not run \(language.rawValue) handlers")
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

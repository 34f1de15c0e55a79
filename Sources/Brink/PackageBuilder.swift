public import HandlerRuntime
import FoundationEssentials
import Subprocess
import SystemPackage

/// Builds the package that would be deployed for a handler, to learn how large it is.
public struct PackageBuilder: Sendable {
    /// How large a package is, in bytes.
    public struct Size: Sendable, Equatable {
        /// As the zip file that is uploaded.
        public let zipped: Int
        /// As it lies on the platform's disk.
        public let unzipped: Int
    }

    private static let python = "/usr/bin/python3"

    private let bundler = Bundler()

    /// Makes a builder.
    public init() {}

    /// Packages a handler's file: JavaScript and TypeScript as one bundle with all that they import, Python with
    /// the modules and packages beside it.
    ///
    /// - Returns: the package's size, or the failure that bundling met.
    /// - Throws: ``HostError`` when the file cannot be read, or a tool is not there.
    public func size(ofPackageFor path: String) async throws -> Result<Size, HandlerFailure> {
        let source = try SourceFile(path)
        let scratch = try ScratchFolder()
        defer { scratch.remove() }

        let contents = scratch.url.appending(path: "contents")
        try FileManager.default.createDirectory(at: contents, withIntermediateDirectories: true)
        if source.language == .python {
            try copyModules(beside: URL(filePath: source.path), to: contents)
        } else {
            switch try await bundler.bundle(source.text, at: source.path) {
            case .failure(let failure): return .failure(failure)
            case .success(let bundle):
                try Data(bundle.text.utf8).write(to: contents.appending(path: "index.js"))
            }
        }
        let zip = scratch.url.appending(path: "package.zip")
        try await makeZip(zip, of: contents)
        return .success(Size(zipped: try size(of: zip), unzipped: try size(of: contents)))
    }

    private func copyModules(beside handler: URL, to contents: URL) throws {
        let folder = handler.deletingLastPathComponent()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) {
            let item = folder.appending(path: name)
            let initFile = item.appending(path: "__init__.py").path(percentEncoded: false)
            guard name.hasSuffix(".py") || FileManager.default.fileExists(atPath: initFile) else { continue }
            try FileManager.default.copyItem(at: item, to: contents.appending(path: name))
        }
    }

    private func makeZip(_ zip: URL, of contents: URL) async throws {
        let folder = contents.path(percentEncoded: false)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        do {
            let result = try await Subprocess.run(
                .path(FilePath(Self.python)),
                arguments: Arguments(["-m", "zipfile", "-c", zip.path(percentEncoded: false)] + names),
                workingDirectory: FilePath(folder),
                output: .discarded,
                error: .string(limit: 1 << 16)
            )
            guard result.terminationStatus.isSuccess else {
                throw HostError(
                    .missingTool,
                    "\(Self.python) could not zip a package: \(result.standardError)"
                )
            }
        } catch let error as SubprocessError {
            throw HostError(.missingTool, "\(Self.python) could not be run: \(error)")
        }
    }

    private func size(of item: URL) throws -> Int {
        let path = item.path(percentEncoded: false)
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard isFolder else {
            let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? any BinaryInteger
            return bytes.map { Int($0) } ?? 0
        }
        return try FileManager.default.contentsOfDirectory(atPath: path)
            .reduce(0) { try $0 + size(of: item.appending(path: $1)) }
    }
}

import FoundationEssentials
package import Invocations
import SystemPackage

/// Builds the package that would be deployed for a handler, to measure its size.
package struct PackageBuilder: Sendable {
    /// The size of a package in bytes.
    package struct Size: Sendable, Equatable {
        /// The size of the zip file to upload.
        package let zipped: Int
        /// The size on the platform's disk.
        package let unzipped: Int
    }

    private let tool = PackagingTool()
    private let bundler = Bundler()
    private let pythonPackages = PythonPackages()

    /// Creates a builder.
    package init() {}

    /// Packages a handler's file: JavaScript and TypeScript bundled with their imports, Python with the modules and
    /// packages beside it.
    ///
    /// - Throws: ``HostError`` when the file cannot be read or a tool is missing.
    package func size(
        ofPackageFor path: String,
        files: PackageFiles? = nil,
        options: PackagingOptions = PackagingOptions()
    ) async throws -> Result<Size, HandlerFailure> {
        let source = try SourceFile(path)
        let scratch = try ScratchFolder()
        defer { scratch.remove() }

        let contents = scratch.url.appending(path: "contents")
        try FileManager.default.createDirectory(at: contents, withIntermediateDirectories: true)
        let excluded = Set(options.excludedPackages)
        if source.language == .python {
            if let list = options.pythonDependencies {
                switch try await pythonPackages.folder(for: list) {
                case .failure(let failure): return .failure(failure)
                case .success(let folder):
                    try copyItems(of: URL(filePath: folder), to: contents) { !excluded.contains($0) }
                }
            }
            let folder = URL(filePath: source.path).deletingLastPathComponent()
            try copyItems(of: folder, to: contents) { name in
                if name.hasSuffix(".py") { return !excluded.contains(String(name.dropLast(3))) }
                let initFile = folder.appending(path: "\(name)/__init__.py").path(percentEncoded: false)
                return FileManager.default.fileExists(atPath: initFile) && !excluded.contains(name)
            }
        } else {
            var options = options
            // Stacktape leaves the SDK's clients to the runtime, which contains them (B:buildEsCode).
            options.excludedPackages.append("@aws-sdk/client-*")
            switch try await bundler.bundle(source, options: options) {
            case .failure(let failure): return .failure(failure)
            case .success(let bundle):
                try Data(bundle.text.utf8).write(to: contents.appending(path: "index.js"))
            }
            let folder = SourceFile.folder(of: source.path)
            let packages = InstalledPackages(options.unbundledPackages, from: folder)
            if let name = packages.missing {
                let advice = "run npm install, so that it is in node_modules"
                return .failure(.failedImport("\(name) is not bundled and not installed; \(advice)"))
            }
            for (name, path) in packages.folders {
                // A package may be a link to another folder.
                let package = URL(filePath: path).resolvingSymlinksInPath()
                try copy(package, to: contents.appending(path: "node_modules/\(name)"))
            }
        }
        if let files { try await apply(files, to: contents, handler: URL(filePath: source.path)) }
        let zip = scratch.url.appending(path: "package.zip")
        try await makeZip(zip, of: contents)
        return .success(Size(zipped: try size(of: zip), unzipped: try size(of: contents)))
    }

    /// Packages an artifact: a zip file unchanged, a folder or another file zipped.
    ///
    /// - Throws: ``HostError`` when there is no such file, a `.zip` is no zip file, or a tool is missing.
    package func size(ofArtifact path: String) async throws -> Size {
        let path = SourceFile.absolute(path)
        let item = URL(filePath: path)
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw HostError(.unreadableHandler, "\(path): no such file; expected a package")
        }
        if !isFolder, path.hasSuffix(".zip") {
            guard let unzipped = try await tool.unzippedSize(of: path) else {
                throw HostError(.unreadableHandler, "\(path): cannot be unpacked; expected a zip file")
            }
            return Size(zipped: try size(of: item), unzipped: unzipped)
        }
        let scratch = try ScratchFolder()
        defer { scratch.remove() }

        let zip = scratch.url.appending(path: "package.zip")
        if isFolder {
            try await makeZip(zip, of: item)
        } else {
            let folder = SourceFile.folder(of: path)
            try await tool.zip([item.lastPathComponent], of: folder, to: scratch.path("package.zip"))
        }
        return Size(zipped: try size(of: zip), unzipped: try size(of: item))
    }

    private func copy(_ item: URL, to target: URL) throws {
        let folder = target.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: item, to: target)
    }

    /// Copies the items of a folder whose names pass the filter; a module replaces a package of the same name.
    private func copyItems(of folder: URL, to contents: URL, where isIncluded: (String) -> Bool) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
        for name in names where isIncluded(name) {
            let target = contents.appending(path: name)
            try? FileManager.default.removeItem(at: target)
            try FileManager.default.copyItem(at: folder.appending(path: name), to: target)
        }
    }

    /// Adds and removes files by patterns, at their paths below the patterns' folder.
    private func apply(_ files: PackageFiles, to contents: URL, handler: URL) async throws {
        let excluded = try await tool.files(of: files.folder, matching: files.excluded)
        let included = try await tool.files(of: files.folder, matching: files.included)
        let folder = URL(filePath: files.folder)
        for name in included.subtracting(excluded) {
            // Files above the folder are added at their paths without the `..`.
            let parts = name.split(separator: "/").filter { $0 != ".." }
            let target = contents.appending(path: parts.joined(separator: "/"))
            if !FileManager.default.fileExists(atPath: target.path(percentEncoded: false)) {
                try copy(folder.appending(path: name), to: target)
            }
        }
        let root = SourceFile.folder(of: handler.path(percentEncoded: false)) + "/"
        for name in excluded {
            let path = SourceFile.absolute("\(files.folder)/\(name)")
            guard path.hasPrefix(root) else { continue }
            let copy = contents.appending(path: String(path.dropFirst(root.count)))
            if FileManager.default.fileExists(atPath: copy.path(percentEncoded: false)) {
                try FileManager.default.removeItem(at: copy)
            }
        }
    }

    private func makeZip(_ zip: URL, of contents: URL) async throws {
        let folder = contents.path(percentEncoded: false)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        try await tool.zip(names, of: folder, to: zip.path(percentEncoded: false))
    }

    private func size(of item: URL) throws -> Int {
        let path = item.path(percentEncoded: false)
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard isFolder else {
            // A broken link is not zipped either.
            guard let file = try? FileDescriptor.open(FilePath(path), .readOnly) else { return 0 }
            // Not by the file's attributes: where Foundation is linked, they have the length as another type.
            return Int(try file.closeAfter { try file.seek(offset: 0, from: .end) })
        }
        return try FileManager.default.contentsOfDirectory(atPath: path)
            .reduce(0) { try $0 + size(of: item.appending(path: $1)) }
    }
}

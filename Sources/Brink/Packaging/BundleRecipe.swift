import FoundationEssentials

/// The folder and the arguments to bundle one entry file with.
struct BundleRecipe: Sendable {
    let path: String
    let folder: String
    let arguments: [String]
    /// The program text for standard input; empty if the bundler reads the file.
    let input: String
    let tsConfig: String?

    init(_ file: SourceFile, isText: Bool, _ options: PackagingOptions) {
        path = file.path
        tsConfig = options.tsConfig.map(SourceFile.absolute)
        let beside = SourceFile.folder(of: path)
        // Program text without a file may have a folder that does not exist.
        folder = FileManager.default.fileExists(atPath: beside) ? beside : "/"
        let url = URL(filePath: path)
        var arguments = [
            "--bundle", "--platform=node", "--target=node18",
            "--format=\(Self.isModule(path) ? "esm" : "cjs")",
            "--log-level=error", "--color=false", "--log-limit=1",
        ]
        if options.hasSourceMap { arguments.append("--sourcemap=inline") }
        if let tsConfig { arguments.append("--tsconfig=\(tsConfig)") }
        arguments += (options.unbundledPackages + options.excludedPackages).map { "--external:\($0)" }
        if isText {
            input = file.text
            let loader = Self.loaders[url.pathExtension] ?? "ts"
            arguments += ["--loader=\(loader)", "--sourcefile=\(url.lastPathComponent)"]
        } else {
            input = ""
            // As a file, so that the nearest tsconfig.json applies to it too.
            arguments.append("./\(url.lastPathComponent)")
        }
        self.arguments = arguments
    }

    /// esbuild's loaders by file extension: JavaScript has its own, because `a<b>(c)` means something else in TypeScript.
    private static let loaders = ["js": "js", "mjs": "js", "cjs": "js", "jsx": "jsx", "tsx": "tsx"]

    /// Returns true if Node loads the file as an ES module, by its extension or the nearest `package.json`.
    ///
    /// Source: `N3:UserFunction.js`.
    private static func isModule(_ path: String) -> Bool {
        if path.hasSuffix(".mts") || path.hasSuffix(".mjs") { return true }
        if path.hasSuffix(".cts") || path.hasSuffix(".cjs") { return false }
        for folder in SourceFile.folders(above: path) {
            if folder.hasSuffix("/node_modules/") { return false }
            if let text = FileManager.default.contents(atPath: folder + "package.json") {
                return (try? JSONDecoder().decode(PackageType.self, from: text))?.type == "module"
            }
        }
        return false
    }

    private struct PackageType: Decodable {
        let type: String?
    }
}

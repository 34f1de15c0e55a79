extension Packaging {
    private static let types = ["stacktape-lambda-buildpack", "custom-artifact"]

    /// Reads a function's packaging; nil when it is missing or wrong.
    init?(_ reader: ObjectReader, in folder: String) {
        guard let type = reader.requiredChoice("type", of: Self.types) else { return nil }
        switch type {
        case "custom-artifact":
            let properties = reader.requiredObject(
                "properties",
                known: CustomArtifact.members,
                expecting: "an object with packagePath and handler"
            )
            guard let artifact = properties.flatMap({ CustomArtifact($0, in: folder) }) else { return nil }
            self = .customArtifact(artifact)
        default:
            let properties = reader.requiredObject(
                "properties",
                known: Buildpack.members,
                expecting: "an object with entryfilePath"
            )
            guard let buildpack = properties.flatMap({ Buildpack($0, in: folder) }) else { return nil }
            self = .buildpack(buildpack)
        }
    }
}

extension Packaging.Buildpack {
    static let members = [
        "entryfilePath", "handlerFunction", "includeFiles", "excludeFiles", "excludeDependencies",
        "languageSpecificConfig",
    ]
    private static let languageMembers = [
        "tsConfigPath", "emitTsDecoratorMetadata", "dependenciesToExcludeFromBundle", "outputModuleFormat",
        "nodeVersion", "disableSourceMaps", "outputSourceMapsTo",
        "dependenciesToExcludeFromDeploymentPackage",
        "packageManagerFile", "packageManager", "pythonVersion", "runAppAs", "minify",
        "uvOptionalDependencies", "uvWithGroups", "uvWithoutGroups", "uvOnlyGroups",
    ]
    private static let extensions = ["js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "py"]

    init?(_ reader: ObjectReader, in folder: String) {
        let language = reader.object("languageSpecificConfig", known: Self.languageMembers)
        let handlerFunction = reader.text("handlerFunction")?.text
        let includeFiles = reader.strings("includeFiles")
        let excludeFiles = reader.strings("excludeFiles")
        let excludeDependencies = reader.strings("excludeDependencies")
        if language?.choice("outputModuleFormat", of: ["cjs", "esm"]) == "esm" {
            language?.warnOfNoEffect("outputModuleFormat", "edge functions are always bundled as cjs")
        }
        _ = language?.boolean("minify")
        guard let entryfile = reader.requiredText("entryfilePath", expecting: "the path of a source file")
        else { return nil }
        let file = entryfile.text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let parts = file.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, Self.extensions.contains(String(parts.last ?? "")) else {
            reader.refuse(
                "entryfilePath",
                "is \(Wording.quoted(entryfile.text)), expected a JavaScript, TypeScript or Python file: "
                    + Self.extensions.map { "." + $0 }.joined(separator: ", ")
            )
            return nil
        }
        func path(_ text: LocatedText) -> ManifestPath {
            ManifestPath(text.text, in: folder, at: text.position)
        }
        self.init(
            entryfile: path(entryfile),
            handlerFunction: handlerFunction,
            includeFiles: includeFiles,
            excludeFiles: excludeFiles,
            excludeDependencies: excludeDependencies,
            tsConfig: language?.text("tsConfigPath").map(path),
            dependenciesToExcludeFromBundle: language?.strings("dependenciesToExcludeFromBundle") ?? [],
            disablesSourceMaps: language?.boolean("disableSourceMaps") ?? false,
            packageManagerFile: language?.text("packageManagerFile").map(path)
        )
    }
}

extension Packaging.CustomArtifact {
    static let members = ["packagePath", "handler"]

    init?(_ reader: ObjectReader, in folder: String) {
        let package = reader.requiredText(
            "packagePath",
            expecting: "the path of a zip file, a folder or a file"
        )
        let handler = reader.requiredText("handler", expecting: "FILE:FUNCTION, such as index.js:handler")
        guard let package, let handler else { return nil }
        let parts = handler.text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[0].hasSuffix("/") else {
            reader.refuse(
                "handler",
                "is \(Wording.quoted(handler.text)), expected FILE:FUNCTION, such as index.js:handler"
            )
            return nil
        }
        self.init(
            package: ManifestPath(package.text, in: folder, at: package.position),
            file: parts[0],
            function: parts[1],
            handlerPosition: handler.position
        )
    }
}

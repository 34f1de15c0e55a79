/// Esbuild's output with the files that it is made of.
struct BundledText {
    let text: String
    /// The absolute paths of the files, by the names in esbuild's comments.
    let files: [String: String]

    /// Reads the names of the inputs as esbuild lists them: relative to the recipe's folder.
    init(_ text: String, of names: [String], _ recipe: BundleRecipe) {
        self.text = text
        files = Dictionary(
            names.map { name in
                // Program text from standard input is listed too.
                if name == "<stdin>" { return (SourceFile.name(of: recipe.path), recipe.path) }
                return (name, SourceFile.absolute(name.hasPrefix("/") ? name : "\(recipe.folder)/\(name)"))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The project's own files of TypeScript.
    var typeScriptFiles: [String] {
        files.values.filter { path in
            [".ts", ".tsx", ".mts", ".cts"].contains(where: path.hasSuffix)
                && !path.contains("/node_modules/")
        }.sorted()
    }

    /// The files whose decorators esbuild compiled as experimental ones: it calls a helper for each.
    ///
    /// A comment with the name is before each file's code.
    var decoratedFiles: Set<String> {
        var found: Set<String> = []
        var file: String?
        for line in text.split(separator: "\n") {
            let code = line.drop { $0 == " " }
            if code.hasPrefix("// ") {
                file = files[String(code.dropFirst(3))] ?? file
            } else if let file, code.contains("__decorateClass"), !code.hasPrefix("var __decorateClass") {
                found.insert(file)
            }
        }
        return found
    }
}

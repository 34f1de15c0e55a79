import FoundationEssentials

/// TypeScript's settings for a file: a `tsconfig.json` with everything that it extends, as far as Brink reads it.
struct TypeScriptSettings {
    /// The paths of the settings' files, and of those that would take precedence if they existed.
    private(set) var files: [String] = []
    /// True if decorators have the meaning that they had before TypeScript 5.0.
    private(set) var hasExperimentalDecorators = false
    /// The features of esbuild that the settings need, each with the file that needs it.
    private(set) var features: [(feature: EsbuildFeature, file: String)] = []

    /// Reads the given settings, or the nearest `tsconfig.json` above a file.
    init(_ given: String?, of file: String) {
        let candidates = given.map { [$0] } ?? SourceFile.folders(above: file).map { $0 + "tsconfig.json" }
        let index = candidates.firstIndex(where: FileManager.default.fileExists) ?? candidates.count - 1
        // Above the nearest one, none counts.
        files = Array(candidates[...index].dropLast())
        hasExperimentalDecorators = read(candidates[index]) ?? false
    }

    /// Reads one file and those that it extends; returns its `experimentalDecorators`.
    private mutating func read(_ path: String) -> Bool? {
        guard !files.contains(path) else { return nil }
        files.append(path)
        let decoder = JSONDecoder()
        // TypeScript allows comments and trailing commas.
        decoder.allowsJSON5 = true
        guard let text = FileManager.default.contents(atPath: path),
            let content = try? decoder.decode(Content.self, from: text)
        else { return nil }
        let options = content.compilerOptions
        if case .list = content.extends { features.append((.extendsList, path)) }
        let folders = [options?.baseUrl].compactMap(\.self) + (options?.paths ?? [:]).values.flatMap(\.self)
        if folders.contains(where: { $0.contains("${configDir}") }) { features.append((.configDir, path)) }
        var inherited: Bool?
        for name in content.extends?.names ?? [] {
            // A later one overrides an earlier one.
            if let base = Self.find(name, from: path) { inherited = read(base) ?? inherited }
        }
        return options?.experimentalDecorators ?? inherited
    }

    /// Finds extended settings: a file by relative path, or a file of a package.
    private static func find(_ name: String, from path: String) -> String? {
        let isPath = name.hasPrefix("./") || name.hasPrefix("../") || name.hasPrefix("/") || name == ".."
        let bases =
            isPath
            ? [SourceFile.absolute(name.hasPrefix("/") ? name : "\(SourceFile.folder(of: path))/\(name)")]
            : SourceFile.folders(above: path).map { "\($0)node_modules/\(name)" }
        return bases.flatMap { [$0, "\($0).json", "\($0)/tsconfig.json"] }.first { path in
            var isFolder = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
        }
    }

    private struct Content: Decodable {
        struct Options: Decodable {
            let baseUrl: String?
            let paths: [String: [String]]?
            let experimentalDecorators: Bool?
        }

        enum Extends: Decodable {
            case one(String)
            case list([String])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let name = try? container.decode(String.self) {
                    self = .one(name)
                } else {
                    self = .list(try container.decode([String].self))
                }
            }

            var names: [String] {
                switch self {
                case .one(let name): [name]
                case .list(let names): names
                }
            }
        }

        let extends: Extends?
        let compilerOptions: Options?
    }
}

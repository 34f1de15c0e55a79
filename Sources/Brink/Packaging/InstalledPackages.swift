import FoundationEssentials

/// Installed npm packages with their dependencies.
struct InstalledPackages {
    /// The folders of packages, by their paths below `node_modules`.
    private(set) var folders: [String: String] = [:]
    /// The first package that the handler needs and that is not installed.
    private(set) var missing: String?

    /// Finds packages, as Node resolves them from a file in `folder`, and their dependencies.
    init(_ names: [String], from folder: String) {
        for name in names where !add(name, from: folder) { missing = missing ?? name }
    }

    private mutating func add(_ name: String, from folder: String) -> Bool {
        guard let found = Self.find(name, from: folder) else { return false }
        // A package inside another one is copied with it.
        if folders.values.contains(where: { found == $0 || found.hasPrefix($0 + "/") }) { return true }
        folders[name] = found
        for dependency in Self.dependencies(of: found) {
            // A missing dependency of a dependency fails at run time, if it is ever imported.
            _ = add(dependency, from: found)
        }
        return true
    }

    private static func find(_ name: String, from folder: String) -> String? {
        SourceFile.folders(above: folder + "/").lazy.map { "\($0)node_modules/\(name)" }.first { path in
            var isFolder = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
        }
    }

    private static func dependencies(of folder: String) -> [String] {
        guard let text = FileManager.default.contents(atPath: folder + "/package.json"),
            let package = try? JSONDecoder().decode(Package.self, from: text)
        else { return [] }
        let names = (package.dependencies ?? [:]).keys.sorted()
        return names + (package.optionalDependencies ?? [:]).keys.sorted()
    }

    private struct Package: Decodable {
        let dependencies: [String: String]?
        let optionalDependencies: [String: String]?
    }
}

import FoundationEssentials

/// npm packages as they are installed in `node_modules`, with all that they depend on.
struct InstalledPackages {
    /// The folders of packages by their paths below a `node_modules` of their own.
    private(set) var folders: [String: String] = [:]
    /// The first that is not installed though the handler needs it.
    private(set) var missing: String?

    /// Finds packages as Node would from a file of a folder, and their dependencies from there.
    init(_ names: [String], from folder: String) {
        for name in names {
            if !add(name, from: folder) { missing = missing ?? name }
        }
    }

    private mutating func add(_ name: String, from folder: String) -> Bool {
        guard let found = Self.find(name, from: folder) else { return false }
        // One that stands within another comes with it.
        guard !folders.values.contains(where: { found == $0 || found.hasPrefix($0 + "/") }) else {
            return true
        }
        folders[name] = found
        for dependency in Self.dependencies(of: found) {
            // What a dependency lacks does not keep the bundle from being made or run up to there.
            _ = add(dependency, from: found)
        }
        return true
    }

    private static func find(_ name: String, from folder: String) -> String? {
        var above = URL(filePath: folder)
        while true {
            let path = above.appending(path: "node_modules/\(name)").path(percentEncoded: false)
            var isFolder = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder { return path }
            if above.path(percentEncoded: false) == "/" { return nil }
            above.deleteLastPathComponent()
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

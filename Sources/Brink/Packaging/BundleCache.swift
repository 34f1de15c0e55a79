import CloudFrontEvents
import FoundationEssentials

/// Keeps bundles between runs; a bundle is valid while all its input files are unchanged.
///
/// An entry is a file named after the recipe and the bundler, with the bundle and a list of its inputs. A cache that cannot be used is
/// no error: the bundle is then made each time.
struct BundleCache: Sendable {
    private let folder = CacheFolder("bundles")

    /// Returns the bundle that was made of the same inputs.
    func bundle(of text: String, by recipe: BundleRecipe, with program: String) -> Bundle? {
        let entry = entryFile(recipe, program)
        guard let kept = FileManager.default.contents(atPath: entry),
            let record = try? JSONDecoder().decode(Record.self, from: kept),
            record.text == ContentKey(text.utf8), record.inputs.allSatisfy({ contentKey(of: $0) == $1 })
        else { return nil }
        let settings = Set(record.settings)
        return Bundle(
            text: record.bundle,
            inputs: record.inputs.keys.filter { !settings.contains($0) },
            settings: record.settings
        )
    }

    /// Stores a bundle with a list of its inputs.
    func keep(_ bundle: Bundle, of text: String, by recipe: BundleRecipe, with program: String) {
        // The bundler does not list its settings files; a missing one counts too.
        let inputs = Dictionary(
            (bundle.inputs + bundle.settings).map { ($0, contentKey(of: $0)) },
            uniquingKeysWith: { first, _ in first }
        )
        let record = Record(
            text: ContentKey(text.utf8),
            inputs: inputs,
            settings: bundle.settings,
            bundle: bundle.text
        )
        guard let encoded = try? JSONEncoder().encode(record) else { return }
        guard (try? folder.create()) != nil else { return }
        // Atomically, so that a concurrent run never reads half a bundle.
        try? encoded.write(to: URL(filePath: entryFile(recipe, program)), options: .atomic)
    }

    /// Returns the key of a file's content; nil when there is no file.
    private func contentKey(of path: String) -> ContentKey? {
        FileManager.default.contents(atPath: path).map { ContentKey($0) }
    }

    private func entryFile(_ recipe: BundleRecipe, _ program: String) -> String {
        // The bundler looks for packages there too.
        let packages = ProcessInfo.processInfo.environment["NODE_PATH"] ?? ""
        let key = ContentKey(
            ([recipe.path, program, packages] + recipe.arguments).joined(separator: "\n").utf8
        )
        return "\(folder.path)/\(String(key.hash, radix: 16)).json"
    }

    private struct Record: Codable {
        let text: ContentKey
        let inputs: [String: ContentKey?]
        let settings: [String]
        let bundle: String
    }
}

/// Identifies contents by their length and FNV-1a hash.
///
/// It detects stale bundles, not attacks: anyone who can write the sources can run any code.
struct ContentKey: Codable, Hashable, Sendable {
    let length: Int
    let hash: UInt64

    init(_ bytes: some Collection<UInt8>) {
        length = bytes.count
        var hash = FNV1a()
        hash.add(bytes)
        self.hash = hash.value
    }
}

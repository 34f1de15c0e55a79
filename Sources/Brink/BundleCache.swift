import FoundationEssentials

/// Keeps bundles between runs, each good for as long as every file that went into it has the same content.
///
/// An entry is a folder named after the recipe, with the bundle and a list of its inputs. A cache that cannot be
/// written is no error: the bundle is then made each time.
struct BundleCache: Sendable {
    private let folder = CacheFolder("bundles")

    /// Finds the bundle that was made of just these inputs.
    func bundle(of text: String, by recipe: BundleRecipe) -> Bundle? {
        let entry = entryFile(recipe)
        guard let kept = FileManager.default.contents(atPath: entry),
            let record = try? JSONDecoder().decode(Record.self, from: kept),
            record.text == ContentKey(text.utf8)
        else { return nil }
        guard record.inputs.allSatisfy({ contentKey(of: $0) == $1 }) else { return nil }
        let settings = Set(recipe.settingsFiles)
        return Bundle(text: record.bundle, inputs: record.inputs.keys.filter { !settings.contains($0) })
    }

    /// Keeps a bundle with the inputs that went into it.
    func keep(_ bundle: Bundle, of text: String, by recipe: BundleRecipe) {
        var inputs: [String: ContentKey?] = [:]
        for path in bundle.inputs { inputs.updateValue(contentKey(of: path), forKey: path) }
        // The bundler lists its settings nowhere; that there are none counts too.
        for path in recipe.settingsFiles { inputs.updateValue(contentKey(of: path), forKey: path) }
        let record = Record(text: ContentKey(text.utf8), inputs: inputs, bundle: bundle.text)
        guard let encoded = try? JSONEncoder().encode(record) else { return }
        try? folder.create()
        // Atomically, so that a run beside this one never reads half a bundle.
        try? encoded.write(to: URL(filePath: entryFile(recipe)), options: .atomic)
    }

    /// What is in a file; `nil` when there is none.
    private func contentKey(of path: String) -> ContentKey? {
        FileManager.default.contents(atPath: path).map { ContentKey($0) }
    }

    private func entryFile(_ recipe: BundleRecipe) -> String {
        let key = ContentKey(([recipe.path] + recipe.arguments).joined(separator: "\n").utf8)
        return "\(folder.path)/\(String(key.hash, radix: 16)).json"
    }

    private struct Record: Codable {
        let text: ContentKey
        let inputs: [String: ContentKey?]
        let bundle: String
    }
}

/// Tells contents apart: their length and their FNV-1a hash.
///
/// It guards against stale bundles, not against people: whoever can write the sources can run what they like.
struct ContentKey: Codable, Hashable, Sendable {
    let length: Int
    let hash: UInt64

    init(_ bytes: some Collection<UInt8>) {
        length = bytes.count
        hash = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

import FoundationEssentials

/// A folder of its own for one run of the bundler, which writes a bundle and a list of what went into it.
struct BundleWorkplace {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "brink-bundle-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw HostError(.missingTool, "\(path("")): cannot be made; expected a folder to bundle in")
        }
    }

    /// What to tell the bundler.
    ///
    /// It writes source paths relative to the bundle, which is then run elsewhere; so the source root names
    /// this folder, and paths that go up from it are right from anywhere.
    var arguments: [String] {
        [
            "--outfile=\(path("bundle.js"))", "--metafile=\(path("inputs.json"))",
            "--source-root=\(folder.absoluteString)/",
        ]
    }

    /// The bundle.
    var bundle: String {
        get throws {
            try String(decoding: Data(contentsOf: folder.appending(path: "bundle.js")), as: UTF8.self)
        }
    }

    /// The paths of the files that went into the bundle, relative to where the bundler ran.
    ///
    /// Program text that was piped in is not among them.
    var inputs: [String] {
        get throws {
            let listing = try Data(contentsOf: folder.appending(path: "inputs.json"))
            return try JSONDecoder().decode(Listing.self, from: listing).inputs.keys.filter {
                $0 != "<stdin>"
            }
        }
    }

    /// Removes the folder.
    func remove() {
        // Nothing is lost when this fails: it is in the folder for temporary files.
        try? FileManager.default.removeItem(at: folder)
    }

    private func path(_ name: String) -> String {
        folder.appending(path: name).path(percentEncoded: false)
    }

    private struct Listing: Decodable {
        struct Input: Decodable {}
        let inputs: [String: Input]
    }
}

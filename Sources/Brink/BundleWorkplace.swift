import FoundationEssentials

/// A folder of its own for one run of the bundler, which writes a bundle and a list of what went into it.
struct BundleWorkplace {
    private let scratch: ScratchFolder

    init() throws {
        scratch = try ScratchFolder()
    }

    /// What to tell the bundler.
    ///
    /// It writes source paths relative to the bundle, which is then run elsewhere; so the source root names
    /// this folder, and paths that go up from it are right from anywhere.
    var arguments: [String] {
        [
            "--outfile=\(path("bundle.js"))", "--metafile=\(path("inputs.json"))",
            "--source-root=\(scratch.url.absoluteString)/",
        ]
    }

    /// The bundle.
    var bundle: String {
        get throws {
            try String(decoding: Data(contentsOf: scratch.url.appending(path: "bundle.js")), as: UTF8.self)
        }
    }

    /// The paths of the files that went into the bundle, relative to where the bundler ran.
    ///
    /// Program text that was piped in is not among them.
    var inputs: [String] {
        get throws {
            let listing = try Data(contentsOf: scratch.url.appending(path: "inputs.json"))
            return try JSONDecoder().decode(Listing.self, from: listing).inputs.keys.filter {
                $0 != "<stdin>"
            }
        }
    }

    /// Removes the folder.
    func remove() {
        scratch.remove()
    }

    private func path(_ name: String) -> String {
        scratch.url.appending(path: name).path(percentEncoded: false)
    }

    private struct Listing: Decodable {
        struct Input: Decodable {}
        let inputs: [String: Input]
    }
}

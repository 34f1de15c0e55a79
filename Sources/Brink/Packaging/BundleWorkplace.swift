import FoundationEssentials

/// A temporary folder for one run of the bundler, which writes a bundle and a list of its inputs.
struct BundleWorkplace {
    private let scratch: ScratchFolder

    init() throws {
        scratch = try ScratchFolder()
    }

    /// The bundler's options.
    ///
    /// It writes source paths relative to the bundle, which then runs elsewhere. With this folder as the source root
    /// they resolve from anywhere.
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

    /// The paths of the bundle's input files, relative to the bundler's working folder.
    ///
    /// Program text from standard input is not among them.
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

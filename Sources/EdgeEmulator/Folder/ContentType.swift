import Hummingbird

/// Derives the content type of a file from its extension.
enum ContentType {
    /// The types that the library's table lacks, or that an upload sets differently.
    private static let own = [
        "avif": "image/avif", "cjs": "text/javascript", "ico": "image/x-icon", "js": "text/javascript",
        "json": "application/json", "map": "application/json", "md": "text/markdown",
        "mjs": "text/javascript", "svg": "image/svg+xml", "wasm": "application/wasm",
        "webmanifest": "application/manifest+json",
        "webp": "image/webp", "woff": "font/woff", "woff2": "font/woff2", "xml": "application/xml",
    ]

    static func of(_ key: String) -> String {
        let file = key.split(separator: "/").last ?? ""
        guard let dot = file.lastIndex(of: ".") else { return unknown }
        let suffix = file[file.index(after: dot)...].lowercased()
        return own[suffix] ?? MediaType.getMediaType(forExtension: suffix)?.description ?? unknown
    }

    /// S3's type for objects that were uploaded without one.
    private static let unknown = "binary/octet-stream"
}

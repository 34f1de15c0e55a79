import HTTPTypes

/// The compressions that a viewer takes, of those that CloudFront can do (C:ServingCompressedFiles).
struct AcceptedEncodings: Hashable, Sendable {
    var gzip = false
    var brotli = false

    /// Takes nothing.
    init() {}

    /// Reads `Accept-Encoding` (RFC 9110, 12.5.3); what has the weight zero is not taken.
    init(_ fields: HTTPFields) {
        guard let value = fields[.acceptEncoding] else { return }
        for part in value.lowercased().split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let name = pieces.first else { continue }
            let isRefused = pieces.dropFirst().contains {
                $0.hasPrefix("q=0") && !$0.contains { "123456789".contains($0) }
            }
            guard !isRefused else { continue }
            if name == "gzip" { gzip = true }
            if name == "br" { brotli = true }
        }
    }
}

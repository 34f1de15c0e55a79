import CCompression
import HTTPTypes
import NIOCore

// Compression for viewers that accept it (C:ServingCompressedFiles).
extension Passage {
    /// The lengths in bytes that CloudFront compresses.
    private static let lengths = 1_000...10_000_000

    /// Compresses a response before it is cached, where CloudFront would: Brotli rather than gzip.
    func compressed(_ response: PassageResponse, _ onward: OriginRequest) async throws -> PassageResponse {
        guard behavior.compresses, onward.asksForWhole, response.status == 200,
            response.fields[.contentEncoding] == nil,
            CacheControl(response.fields).noTransform == false,
            let type = response.fields[.contentType], Self.isCompressible(type)
        else { return response }
        let accepted = AcceptedEncodings(request.fields)
        guard accepted.brotli || accepted.gzip else { return response }
        // CloudFront compresses only what has a Content-Length (C:ServingCompressedFiles).
        guard let length = response.body.length, Self.lengths.contains(length) else { return response }
        var response = response
        // A stream can be read once: from here on the body is the buffer, compressed or not.
        do {
            response.body = try await response.body.collected(upTo: length)
        } catch {
            throw EdgeFailure.unreachable("its response broke off")
        }
        guard case .buffer(let buffer) = response.body,
            let small = Self.compress(buffer, brotli: accepted.brotli)
        else { return response }
        response.body = .buffer(small)
        response.fields[.contentEncoding] = accepted.brotli ? "br" : "gzip"
        response.fields[.contentLength] = String(small.readableBytes)
        let varies = response.fields[.vary]
        if varies?.lowercased().contains("accept-encoding") != true {
            response.fields[.vary] = varies.map { "\($0), Accept-Encoding" } ?? "Accept-Encoding"
        }
        // Another representation, so the tag can only be weak.
        if let tag = response.fields[.eTag], !tag.hasPrefix("W/") { response.fields[.eTag] = "W/" + tag }
        return response
    }

    private static func isCompressible(_ type: String) -> Bool {
        let name = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return types.contains(name) || name.hasPrefix("text/")
    }

    private static let types: Set<String> = [
        "application/dash+xml", "application/eot", "application/font", "application/font-sfnt",
        "application/javascript", "application/json", "application/manifest+json", "application/opentype",
        "application/otf", "application/pdf", "application/truetype", "application/ttf",
        "application/vnd.ms-fontobject", "application/wasm", "application/xhtml+xml", "application/xml",
        "application/xml+rss", "application/x-font-opentype", "application/x-font-truetype",
        "application/x-font-ttf", "application/x-httpd-cgi", "application/x-javascript",
        "application/x-opentype", "application/x-otf", "application/x-perl", "application/x-ttf", "font/eot",
        "font/opentype", "font/otf", "font/ttf", "image/svg+xml",
    ]

    private static func compress(_ buffer: ByteBuffer, brotli: Bool) -> ByteBuffer? {
        var small = ByteBufferAllocator().buffer(capacity: buffer.readableBytes)
        let count = unsafe buffer.withUnsafeReadableBytes { bytes in
            unsafe small.writeWithUnsafeMutableBytes(minimumWritableBytes: buffer.readableBytes) { space in
                unsafe brotli
                    ? compression_brotli(bytes.baseAddress, bytes.count, space.baseAddress, space.count)
                    : compression_gzip(bytes.baseAddress, bytes.count, space.baseAddress, space.count)
            }
        }
        return count > 0 ? small : nil
    }
}

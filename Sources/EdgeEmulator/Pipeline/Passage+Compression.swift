import CCompression
import HTTPTypes
import NIOCore

// Compression for viewers that take it (C:ServingCompressedFiles).
extension Passage {
    /// The length of what CloudFront compresses, in bytes.
    private static let lengths = 1_000...10_000_000

    /// Compresses an answer that is to be cached, where CloudFront would: Brotli before gzip.
    func compressed(_ answer: EdgeAnswer, _ onward: OriginRequest, _ behavior: Behavior) async throws
        -> EdgeAnswer
    {
        guard behavior.compresses, onward.asksForWhole, answer.status == 200,
            answer.fields[.contentEncoding] == nil,
            CacheControl(answer.fields).noTransform == false,
            let type = answer.fields[.contentType], Self.isCompressible(type)
        else { return answer }
        let accepted = AcceptedEncodings(request.fields)
        guard accepted.brotli || accepted.gzip else { return answer }
        // How long it is has to be known before (C:ServingCompressedFiles).
        guard let length = answer.body.length, Self.lengths.contains(length) else { return answer }
        var answer = answer
        // A stream can be read once: whatever becomes of it, this is the body from now on.
        do {
            answer.body = try await answer.body.collected(upTo: length)
        } catch {
            let failure = OriginFailure.unreachable("its answer broke off")
            throw EdgeFailure(status: failure.status, failure.sentence)
        }
        guard case .buffer(let buffer) = answer.body,
            let small = Self.compress(buffer, brotli: accepted.brotli)
        else { return answer }
        answer.body = .buffer(small)
        answer.fields[.contentEncoding] = accepted.brotli ? "br" : "gzip"
        answer.fields[.contentLength] = String(small.readableBytes)
        let varies = answer.fields[.vary]
        if varies?.lowercased().contains("accept-encoding") != true {
            answer.fields[.vary] = varies.map { "\($0), Accept-Encoding" } ?? "Accept-Encoding"
        }
        // It is another representation, equal only in meaning.
        if let tag = answer.fields[.eTag], !tag.hasPrefix("W/") { answer.fields[.eTag] = "W/" + tag }
        return answer
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

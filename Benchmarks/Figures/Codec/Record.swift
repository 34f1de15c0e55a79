import CloudFrontEvents

/// The measured records: a browser's request, with additional headers up to a size.
enum Record {
    static func event(ofBytes size: Int) throws -> CloudFrontEvent {
        var builder = EventBuilder(.viewerRequest)
            .uri("/assets/images/photo.jpg").querystring("width=640&format=webp")
            .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Safari/537.36")
            .header("Accept-Language", "en-GB,en;q=0.9,de;q=0.8")
            .header("Accept-Encoding", "gzip, deflate, br, zstd")
            .header("Cookie", "session-id=0123456789abcdef")
        var index = 0
        while try builder.event().json().count < size {
            index += 1
            builder = builder.header("X-Filler-\(index)", String(repeating: "0123456789", count: 12))
        }
        return try builder.event()
    }
}

import FoundationEssentials

/// A client of the page's server.
struct Control {
    let port: Int

    func get(_ path: String) async throws -> Wire.Answer {
        try await Wire(port).ask("GET /_brink/\(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }

    func order(_ path: String, _ body: String) async throws -> Wire.Answer {
        try await Wire(port).ask(
            "POST /_brink/api/\(path) HTTP/1.1\r\nHost: localhost\r\nBrink-Request: 1\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }
}

extension Wire.Answer {
    /// The body as JSON.
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body.utf8))
    }
}

import ArgumentParser
import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import TerminalOutput

/// `brink invalidate`: removes objects from the cache of a running `brink serve`.
struct InvalidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invalidate",
        abstract: "Remove objects from the cache of a running brink serve.",
        discussion: "Example: brink invalidate '/images/*' /index.html"
    )

    @Argument(help: ArgumentHelp("Paths of objects; * matches any characters.", valueName: "PATH"))
    var paths: [String]

    @Option(
        help: ArgumentHelp("Port of the page of brink serve.", valueName: "PORT"),
        transform: wholeNumber(in: 1...65535)
    )
    var pagePort = 8081

    @OptionGroup var verbosity: Verbosity

    func run() async throws {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(pagePort)/_brink/api/invalidations")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Brink-Request", value: "1")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(["paths": paths])))
        verbosity.note("sending the paths to \(request.url)")
        guard let body = try? await Self.body(of: request) else {
            throw ValidationError(
                "nothing listens on port \(pagePort); start `brink serve`, or pass the value of its --page-port"
            )
        }
        let reply = try? JSONDecoder().decode(Reply.self, from: Data(body.readableBytesView))
        if let error = reply?.error { throw ValidationError(error) }
        guard let count = reply?.invalidated else {
            throw ValidationError(
                "port \(pagePort) is not a `brink serve` page; pass the value of its --page-port"
            )
        }
        StandardStream.output.write(
            line: "\(count) \(count == 1 ? "object" : "objects") removed from the cache"
        )
    }

    /// Sends a request and returns the body of the response.
    private static func body(of request: HTTPClientRequest) async throws -> ByteBuffer {
        var configuration = HTTPClient.Configuration()
        // A server that does not listen now is reported at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await client.execute(request, timeout: .seconds(10)).body.collect(upTo: 1 << 20)
        }
    }

    private struct Reply: Decodable {
        let invalidated: Int?
        let error: String?
    }
}
